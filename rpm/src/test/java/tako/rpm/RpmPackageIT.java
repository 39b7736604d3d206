package tako.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.PackagedMachine;

/** What a machine gets with the package, keeps with the next one, and loses without it. */
@Tag("systemd")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RpmPackageIT {
    private static final String BUILT = "built.rpm";
    private static final String LATER = "later/*.rpm";

    /** No package of this machine is one of rpm's, and Debian's rpm wants to be asked twice. */
    private static final String RPM = "rpm --nodeps $(test ! -e /etc/debian_version || echo --force-debian) ";

    private PackagedMachine machine;

    @BeforeAll
    void boots(@TempDir Path directory) throws Exception {
        Path packages = Files.createDirectory(directory.resolve("packages"));
        Files.copy(PackageFile.built().file(), packages.resolve(BUILT));
        Path root = PackagedMachine.laterVersion(PackageFile.ROOT, directory.resolve("root"));
        PackageFile.packing(root, PackageFile.VERSION + ".1", packages.resolve("later"))
                .output();
        Path published = Files.createDirectory(directory.resolve("published"));
        machine = PackagedMachine.boot(Path.of("/"), packages, published);
    }

    @AfterAll
    void takesItDown() {
        machine.close();
    }

    @AfterEach
    void erases() throws Exception {
        machine.shell("! rpm --query --quiet tako || " + RPM + "--erase tako");
        machine.shell("rm -f /etc/systemd/system-preset/*");
        machine.clean();
    }

    @Test
    void putsEachFileWhereItsListSays() throws Exception {
        String rpm = RPM + "--root /srv/scratch ";
        machine.shell("mkdir /srv/scratch; " + rpm + "--install --noscripts " + PackagedMachine.PACKAGES + "/" + BUILT);
        assertThat(machine.shell(rpm + "--verify tako")).isEmpty();
    }

    @Test
    void bringsImagesToANewAdministrator() throws Exception {
        install(BUILT);
        machine.followAPublisher();
        assertThat(machine.starts()).isEqualTo("# 1.0.0\n# 1.1.0\n");
        assertThat(machine.shell(RPM + "--verify tako")).isEmpty();
    }

    @Test
    void leavesTheTimerToPresets() throws Exception {
        machine.write("/etc/systemd/system-preset/99-default.preset", "disable *\n"); // as Fedora has it
        install(BUILT);
        assertThat(machine.state("tako.timer")).isEqualTo("disabled inactive");
        machine.shell(RPM + "--erase tako");
        machine.write("/etc/systemd/system-preset/50-tako.preset", "enable tako.timer\n");
        install(BUILT);
        assertThat(machine.state("tako.timer")).isEqualTo("enabled inactive");
    }

    @Test
    void keepsATimerOnWhenItIsUpgraded() throws Exception {
        install(BUILT);
        machine.run("systemctl", "enable", "--now", "tako.timer");
        install(LATER);
        assertThat(machine.state("tako.timer")).isEqualTo("enabled active");
        assertThat(machine.run("systemctl", "show", "--property=Description", "tako.timer"))
                .isEqualTo("Description=" + PackagedMachine.LATER_DESCRIPTION + "\n");
    }

    @Test
    void keepsATimerOffWhenItIsUpgraded() throws Exception {
        install(BUILT);
        machine.run("systemctl", "disable", "--now", "tako.timer");
        install(LATER);
        assertThat(machine.state("tako.timer")).isEqualTo("disabled inactive");
    }

    @Test
    void leavesImagesTheirUnitsAndConfigurationWhenItIsErased() throws Exception {
        install(BUILT);
        machine.publish("1.0.0", PackagedMachine.STAYS);
        machine.installService();
        machine.configure();
        machine.run("systemctl", "enable", "--now", "tako.timer", "tako@app-foo.timer");
        machine.run("systemctl", "start", "tako");
        machine.run("systemctl", "start", "app-foo");
        machine.shell("rpm --query --list tako >/root/files; " + RPM + "--erase tako");

        assertThat(machine.state("app-foo.service")).isEqualTo("static active");
        machine.run("test", "-e", "/etc/tako/app-foo", "-a", "-e", PackagedMachine.DESTINATION + "/latest");
        assertThat(machine.run("systemctl", "list-units", "--all", "--no-legend", "tako*"))
                .isEmpty();
        assertThat(machine.shell("while read -r file; do test ! -e $file || test $file = /etc/tako || echo $file; done"
                        + " </root/files; find /etc/systemd /usr/lib/systemd /var/lib/systemd -name '*tako*'"))
                .isEmpty();
    }

    private void install(String file) throws Exception {
        machine.shell(RPM + "--upgrade " + PackagedMachine.PACKAGES + "/" + file);
    }
}
