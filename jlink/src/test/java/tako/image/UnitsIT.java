package tako.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.SystemdBox;

/** The units that ship, on a machine with the image in its place. */
@Tag("systemd")
class UnitsIT {
    private static final Path SOURCES =
            Tako.image().resolve("../../src/main/systemd").normalize();

    /** In tenths; 10.0 is a service without a sandbox. */
    private static final String MOST_EXPOSURE = "20";

    private static final String IMAGES = "/var/lib/images";

    @TempDir
    static Path shared;

    private static Host host;
    private static SystemdBox.WebServer server;

    private Published published;

    @BeforeAll
    static void boots() throws Exception {
        host = Host.sharing(shared, SOURCES + ":/opt/systemd");
        host.run("cp", "-rT", "--preserve=mode", "/opt/tako", "/usr/lib/tako");
        host.run("ln", "-s", "../lib/tako/bin/tako", "/usr/bin/tako");
        host.run("sh", "-c", "cp -r /opt/systemd/tako* /usr/lib/systemd/system && mkdir /etc/tako");
        server = host.serve(shared);
    }

    @AfterAll
    static void takesItDown() {
        server.close();
        host.close();
    }

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(Files.createTempDirectory(shared, "test-"));
        publish("1.0.0", App.STAYS);
        host.install(
                "app-foo.service",
                "ExecStartPre=/bin/sed -n 1s/^..//p " + IMAGES + "/app-foo/latest",
                "ExecStart=/bin/sh " + IMAGES + "/app-foo/latest");
        journal();
    }

    @AfterEach
    void cleans() throws Exception {
        published.close();
        host.run("systemctl", "stop", "app-foo.service", "tako.timer", "tako@app-foo.timer", "tako.service");
        host.run("sh", "-c", "rm -rf /etc/tako/* /etc/systemd/system/tako* /run/app-foo.service.said " + IMAGES);
        host.run("systemctl", "daemon-reload");
        host.run("systemctl", "reset-failed");
    }

    @Test
    void haveNothingThatSystemdComplainsOf() throws Exception {
        String units = "tako.service tako@app-foo.service tako.timer tako@app-foo.timer";
        assertThat(host.run("sh", "-c", "systemd-analyze verify --man=no " + units + " 2>&1"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tako.service", "tako@.service"})
    void areSandboxed(String unit) throws Exception {
        assess(unit, "--threshold=" + MOST_EXPOSURE);
    }

    @Test
    void sayOfEachSettingThatIsMissingWhy() throws Exception {
        List<String> comments = Files.readAllLines(SOURCES.resolve("tako.service.d/00-common.conf")).stream()
                .filter(line -> line.startsWith("# "))
                .toList();
        List<String> missing = assess("tako.service", "--no-pager")
                .lines()
                .filter(line -> line.startsWith("✗"))
                .map(line -> line.substring(1).strip())
                .map(line -> line.substring(0, line.indexOf('=') + 1))
                .toList();
        assertThat(missing)
                .contains("MemoryDenyWriteExecute=")
                .allSatisfy(setting -> assertThat(comments)
                        .anySatisfy(comment -> assertThat(comment).startsWith("# " + setting)));
    }

    @Test
    void updateAllImagesAndRestartTheirUnits() throws Exception {
        configure(IMAGES + "/app-foo");
        host.run("systemctl", "start", "tako");
        host.run("systemctl", "start", "app-foo");
        publish("1.1.0", App.STAYS);
        journal();
        host.run("systemctl", "start", "tako");
        assertThat(journal())
                .startsWith("Starting tako.service")
                .contains("\napp-foo: updated 1.0.0 -> 1.1.0, restarted app-foo.service\n")
                .contains("\nFinished tako.service");
        assertThat(host.property("tako.service", "StatusText")).isEmpty();
        assertThat(host.said("app-foo.service")).isEqualTo("1.0.0\n1.1.0\n");
        assertThat(host.run("stat", "--format=%U:%G %a", IMAGES, IMAGES + "/app-foo"))
                .isEqualTo("root:root 755\n".repeat(2));
    }

    @Test
    void updateOneImageByItsName() throws Exception {
        configure(IMAGES + "/app-foo");
        host.write("/etc/tako/other", "rubbish");
        host.run("systemctl", "start", "tako@app-foo");
        assertThat(journal()).contains("\napp-foo: installed 1.0.0\n").doesNotContain("other");
    }

    @Test
    void leaveTheDirectoryOfImagesAsTheAdministratorMadeIt() throws Exception {
        host.run("sh", "-c", "mkdir -m 0750 /srv/disk; chgrp daemon /srv/disk; ln -s /srv/disk " + IMAGES);
        configure(IMAGES + "/app-foo");
        host.run("systemctl", "start", "tako");
        assertThat(host.run("stat", "--format=%G %a", "/srv/disk")).isEqualTo("daemon 750\n");
        assertThat(host.run("ls", "/srv/disk")).isEqualTo("app-foo\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tako.timer", "tako@app-foo.timer"})
    void runByTimers(String timer) throws Exception {
        configure(IMAGES + "/app-foo");
        host.run("systemctl", "enable", "--now", timer);
        assertThat(host.run("systemctl", "list-timers", timer)).contains(" left ", timer);
        dropIn(timer, "now.conf", "[Timer]\nRandomizedDelaySec=0");
        host.run("systemctl", "restart", timer);
        Eventually.until("an image is there", () -> journal().contains("\nFinished tako"));
        host.run("test", "-e", IMAGES + "/app-foo/latest");
        host.run("systemctl", "disable", timer);
    }

    @Test
    void waitForAConfiguration() throws Exception {
        host.run("systemctl", "start", "tako");
        assertThat(host.property("tako.service", "Result")).isEqualTo("success");
        assertThat(journal()).contains("was skipped because of an unmet condition check");
    }

    @Test
    void areFailedUnitsAfterARollback() throws Exception {
        configure(IMAGES + "/app-foo");
        host.run("systemctl", "start", "tako");
        host.run("systemctl", "start", "app-foo");
        publish("1.1.0", "exit 7");
        host.write("/etc/systemd/system/tako-failed.service", """
                [Service]
                Type=oneshot
                ExecStart=/bin/sh -c 'echo $MONITOR_UNIT ended with $MONITOR_EXIT_STATUS >/run/told'
                """);
        example("failure.conf", "tako.service");
        fails("tako");
        assertThat(host.run("systemctl", "--failed", "--plain", "--no-legend")).startsWith("tako.service ");
        assertThat(host.property("tako.service", "ExecMainStatus")).isEqualTo("3");
        assertThat(journal()).contains("\napp-foo: rolled back 1.1.0 -> 1.0.0, restarted app-foo.service; ");
        Eventually.until(
                "somebody is told",
                () -> host.run("sh", "-c", "cat /run/told || true").equals("tako.service ended with 3\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/images/app-foo", "/tmp/app-foo", "/run/app-foo"})
    void sayHowADestinationElsewhereCanBeUsed(String destination) throws Exception {
        configure(destination);
        fails("tako");
        assertThat(journal())
                .contains("\napp-foo: not updated, nothing is installed: cannot make the destination " + destination
                        + ": Read-only file system; if it is so for this service only, ReadWritePaths= in its unit"
                        + " allows it");
    }

    @Test
    void useADestinationElsewhereWithTheExample() throws Exception {
        configure("/srv/images/app-foo");
        host.run("mkdir", "-p", "/srv/images");
        example("destination.conf", "tako.service");
        host.run("systemctl", "start", "tako");
        assertThat(journal()).contains("\napp-foo: installed 1.0.0\n");
        host.run("test", "-e", "/srv/images/app-foo/latest");
    }

    @Test
    void handOutCredentialsWithTheExample() throws Exception {
        configure(IMAGES + "/app-foo");
        host.write("/etc/credstore/app-foo", "Bearer secret");
        example("credentials.conf", "tako.service");
        dropIn("tako.service", "show.conf", "[Service]\nExecStartPre=/bin/cat ${CREDENTIALS_DIRECTORY}/app-foo");
        host.run("sh", "-c", "echo AuthFile=app-foo >>/etc/tako/app-foo");
        host.run("systemctl", "start", "tako"); // which fails where AuthFile= cannot be read
        assertThat(journal()).contains("\nBearer secret\n", "app-foo: installed 1.0.0\n");
    }

    @Test
    void provisionACleanMachineWithTheExample() throws Exception {
        configure(IMAGES + "/app-foo");
        host.install(
                "app-foo.service",
                "ProtectSystem=strict",
                "User=daemon",
                "ExecStart=/bin/sh " + IMAGES + "/app-foo/latest");
        example("provision.conf", "app-foo.service");
        host.run("systemctl", "start", "app-foo");
        assertThat(host.said("app-foo.service")).startsWith("""
                        app-foo: /var/lib/images is missing, so it is made; is something to be mounted there?
                        app-foo: installed 1.0.0
                        """);
        assertThat(host.property("app-foo.service", "ActiveState")).isEqualTo("active");
        host.run("rm", "-r", "/etc/systemd/system/app-foo.service.d");
    }

    /** As every shutdown does it to a run that is at work. */
    @Test
    void areNoFailureWhenTheyAreStopped() throws Exception {
        Path destination = Files.createDirectories(shared.resolve("held/destination"));
        host.run("mkdir", "-p", "/srv/held");
        host.run("mount", "--bind", destination.toString(), "/srv/held");
        configure("/srv/held");
        dropIn("tako.service", "held.conf", "[Service]\nReadWritePaths=/srv/held");
        Path lock = Files.createDirectories(destination.resolve(".tako")).resolve("lock");
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                var held = file.lock()) {
            assertThat(held.isValid()).isTrue();
            host.run("systemctl", "start", "--no-block", "tako");
            StringBuilder said = new StringBuilder();
            Eventually.until("it waits", () -> said.append(journal()).toString().contains("which is at work here"));
            host.run("systemctl", "stop", "tako");
        }
        assertThat(journal()).contains("Stopped tako.service").doesNotContain("Failed");
        assertThat(host.property("tako.service", "ActiveState")).isEqualTo("inactive");
        host.run("umount", "/srv/held");
    }

    private static String assess(String unit, String option) throws Exception {
        return host.run("systemd-analyze", "security", "--offline=yes", option, "/usr/lib/systemd/system/" + unit);
    }

    private void publish(String version, String program) throws Exception {
        published.publish(version, ("# " + version + "\n" + program + "\n").getBytes(UTF_8));
    }

    private void configure(String destination) throws IOException {
        String origin = server.url() + "/"
                + shared.toUri().relativize(published.originDirectory().toUri()).getRawPath();
        host.write("/etc/tako/app-foo", """
                Origin=%s
                PublicKey=%s
                Destination=%s
                RestartUnit=app-foo.service
                SettleSec=300ms
                """.formatted(origin, published.publicKey(), destination));
    }

    /** Puts an example that ships where its comment tells to. */
    private static void example(String name, String unit) throws Exception {
        dropIn(unit, name, Files.readString(SOURCES.resolve("examples").resolve(name)));
    }

    private static void dropIn(String unit, String name, String text) throws Exception {
        host.write("/etc/systemd/system/" + unit + ".d/" + name, text + "\n");
        host.run("systemctl", "daemon-reload");
    }

    private static void fails(String unit) throws Exception {
        host.run("sh", "-c", "! systemctl start " + unit);
    }

    /** What the units that ship have written since the last call, between line breaks. */
    private static String journal() throws Exception {
        String ask =
                "journalctl --sync; journalctl --quiet --output=cat --cursor-file=/run/read -u tako -u 'tako@*' || true";
        return host.run("sh", "-c", ask);
    }
}
