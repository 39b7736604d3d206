package tako.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.PackagedMachine;

/** What a machine gets with the package, keeps with the next one, and loses without it. */
@Tag("systemd")
@Tag("mmdebstrap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DebianPackage {
    private final String suite;
    private PackagedMachine machine;

    /** On a release of Debian, by its code name. */
    DebianPackage(String suite) {
        this.suite = suite;
    }

    @BeforeAll
    void boots(@TempDir Path directory) throws Exception {
        machine = Packages.boot(Packages.debian(suite), directory);
    }

    @AfterAll
    void takesItDown() {
        machine.close();
    }

    @BeforeEach
    void installs() throws Exception {
        machine.shell("dpkg --install " + Packages.BUILT);
    }

    @AfterEach
    void purges() throws Exception {
        machine.run("dpkg", "--purge", "tako");
        machine.clean();
    }

    @Test
    void bringsImagesToANewAdministrator() throws Exception {
        machine.followAPublisher();

        assertThat(machine.starts()).isEqualTo("# 1.0.0\n# 1.1.0\n");
        assertThat(machine.journal())
                .contains(
                        "\napp-foo: installed 1.0.0\n",
                        "\napp-foo: updated 1.0.0 -> 1.1.0, restarted app-foo.service\n")
                .doesNotContain("Failed");
    }

    @Test
    void provisionsACleanMachine() throws Exception {
        machine.publish("1.0.0", PackagedMachine.STAYS);
        machine.configure();
        machine.installService("ExecStartPre=+/usr/bin/tako --if-not-exists /etc/tako/app-foo", "NotifyAccess=exec");
        machine.run("systemctl", "start", "app-foo");
        machine.run("systemctl", "restart", "app-foo");
        assertThat(machine.starts()).isEqualTo("# 1.0.0\n# 1.0.0\n");
    }

    @Test
    void updatesOneImageByItsName() throws Exception {
        machine.publish("1.0.0", PackagedMachine.STAYS);
        machine.installService();
        machine.configure();
        machine.run("systemctl", "start", "tako@app-foo");
        assertThat(machine.journal()).contains("\napp-foo: installed 1.0.0\n");
        assertThat(machine.state("tako@app-foo.timer")).isEqualTo("disabled inactive");
    }

    @Test
    void hasItsTimerOnAndNothingThatSystemdComplainsOf() throws Exception {
        assertThat(machine.state("tako.timer")).isEqualTo("enabled active");
        String units = "tako.service tako@app-foo.service tako.timer tako@app-foo.timer";
        assertThat(machine.shell("systemd-analyze verify --man=no " + units + " 2>&1"))
                .isEmpty();
        machine.run("systemd-analyze", "security", "--threshold=20", "tako.service", "tako@app-foo.service");
        assertThat(machine.run("dpkg", "--verify", "tako")).isEmpty();
    }

    @Test
    void keepsATimerOnWhenItIsUpgraded() throws Exception {
        machine.shell("dpkg --install " + Packages.LATER);
        assertThat(machine.state("tako.timer")).isEqualTo("enabled active");
        assertThat(machine.run("systemctl", "show", "--property=Description", "tako.timer"))
                .isEqualTo("Description=" + PackagedMachine.LATER_DESCRIPTION + "\n");
    }

    @Test
    void keepsATimerOffWhenItIsUpgradedOrReinstalled() throws Exception {
        machine.run("systemctl", "disable", "--now", "tako.timer");
        machine.shell("dpkg --install " + Packages.LATER);
        assertThat(machine.state("tako.timer")).isEqualTo("disabled inactive");
        machine.run("dpkg", "--remove", "tako");
        machine.shell("dpkg --install " + Packages.LATER);
        assertThat(machine.state("tako.timer")).isEqualTo("disabled inactive");
    }

    @Test
    void leavesImagesTheirUnitsAndConfigurationWhenItIsRemoved() throws Exception {
        machine.publish("1.0.0", PackagedMachine.STAYS);
        machine.installService();
        machine.configure();
        machine.run("systemctl", "start", "tako");
        machine.run("systemctl", "start", "app-foo");
        machine.run("dpkg", "--remove", "tako");
        assertThat(machine.state("app-foo.service")).isEqualTo("static active");
        assertThat(machine.state("tako.timer")).endsWith("inactive");
        assertThat(machine.run("systemctl", "list-units", "--no-legend", "tako*"))
                .isEmpty();
        machine.run("test", "-e", PackagedMachine.DESTINATION + "/latest");

        machine.shell("dpkg --install " + Packages.BUILT);
        assertThat(machine.state("tako.timer")).isEqualTo("enabled active");
        machine.run("systemctl", "start", "tako");
        assertThat(machine.journal()).endsWith("Finished tako.service - " + description() + ".\n");
    }

    @Test
    void leavesImagesAndConfigurationAloneWhenItIsPurged() throws Exception {
        machine.publish("1.0.0", PackagedMachine.STAYS);
        machine.installService();
        machine.configure();
        machine.run("systemctl", "enable", "--now", "tako@app-foo.timer");
        machine.run("systemctl", "start", "tako");
        machine.shell("dpkg --listfiles tako >/root/files; dpkg --purge tako");
        machine.run("test", "-e", "/etc/tako/app-foo", "-a", "-e", PackagedMachine.DESTINATION + "/latest");
        assertThat(machine.shell(
                        "while read -r file; do test ! -e $file || test -d $file || echo $file; done </root/files"))
                .isEmpty();
        assertThat(machine.shell("find /etc/systemd /usr/lib/systemd /var/lib/systemd -name '*tako*'"))
                .isEmpty();
    }

    private String description() throws Exception {
        return machine.run("systemctl", "show", "--property=Description", "--value", "tako.service")
                .strip();
    }
}
