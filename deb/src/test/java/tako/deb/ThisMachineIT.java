package tako.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.PackagedMachine;

/** On this machine, with all that it has. */
@Tag("systemd")
class ThisMachineIT {
    @Test
    void installsThePackageAndTheNextByApt(@TempDir Path directory) throws Exception {
        try (PackagedMachine machine = Packages.boot(Path.of("/"), directory)) {
            String apt = "DEBIAN_FRONTEND=noninteractive apt-get --yes install ";
            machine.shell(apt + Packages.BUILT);
            machine.followAPublisher();
            assertThat(machine.starts()).isEqualTo("# 1.0.0\n# 1.1.0\n");
            machine.run("systemctl", "start", "tako.timer");
            machine.shell(apt + Packages.LATER);
            assertThat(machine.state("tako.timer")).isEqualTo("enabled active");
            machine.run("apt-get", "--yes", "purge", "tako");
            assertThat(machine.state("app-foo.service")).isEqualTo("static active");
        }
    }
}
