package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.SystemdBox;

/** Units whose root is the image that {@code latest} leads to. */
@Tag("systemd")
class RootImageIT {
    /** An origin that is not there, which no run waits for. */
    private static final String NOWHERE = "file:///nowhere";

    private static final String PROGRAM = "/usr/bin/app-foo";

    @TempDir
    static Path shared;

    private static Host host;

    private App app;

    @BeforeAll
    static void boots() throws Exception {
        host = Host.sharing(shared);
        host.run("ln", "-s", Host.TAKO, "/usr/bin/tako");
        host.run("mkdir", "/etc/tako");
    }

    @AfterAll
    static void takesItDown() {
        host.close();
    }

    @BeforeEach
    void makes() throws Exception {
        app = new App(host, shared, "app");
        publish("1.0.0", PROGRAM);
    }

    @AfterEach
    void closes() {
        app.close();
    }

    @Test
    void restartsAUnitWhoseRootIsTheImage() throws Exception {
        host.tako(app.config()).exits(0).prints("app: installed 1.0.0\n");
        host.start("root.service", service());
        publish("1.1.0", PROGRAM);
        String config = app.config("RestartUnit=root.service");
        host.tako(config).exits(0).prints("app: updated 1.0.0 -> 1.1.0, restarted root.service\n");
        host.tako(config).exits(0).prints("app: 1.1.0 is up to date\n").saysNothingElse();
        app.hasStarted("root.service", "1.0.0", "1.1.0");
        host.run("systemctl", "stop", "root.service");
    }

    @Test
    void goesBackFromAnImageWithoutTheProgram() throws Exception {
        host.tako(app.config()).exits(0);
        Path first = app.published().installedFile();
        host.start("lacking.service", service());
        publish("1.1.0", "/usr/bin/another");
        host.tako(app.config("RestartUnit=lacking.service"))
                .exits(3)
                .complains(
                        "app: with 1.1.0, lacking.service was not restarted well: its program exited with status 203"
                                + " (EXEC: systemd cannot execute it). ",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted lacking.service; ");
        isBackAt(first);
        app.hasStarted("lacking.service", "1.0.0", "1.1.0", "1.0.0");
        host.run("systemctl", "stop", "lacking.service");
    }

    @Test
    void goesBackFromAnImageThatIsNoFileSystem() throws Exception {
        host.tako(app.config()).exits(0);
        Path first = app.published().installedFile();
        host.start("unmountable.service", "Type=simple", "RootImage=" + app.latest(), "ExecStart=" + PROGRAM);
        app.published().publish("1.1.0", "no file system".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        host.tako(app.config("RestartUnit=unmountable.service"))
                .exits(3)
                .complains(
                        "app: with 1.1.0, unmountable.service was started and then failed: its program exited with"
                                + " status 226 (NAMESPACE: systemd cannot set up the file systems it is to see). ",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted unmountable.service; ");
        isBackAt(first);
        runs("unmountable.service", "1.0.0");
        host.run("systemctl", "stop", "unmountable.service");
    }

    /** With the very lines of the README. */
    @Test
    void provisionsACleanMachineForTheUnitOfTheReadme() throws Exception {
        configure(NOWHERE);
        host.install("app-foo.service", unitOfTheReadme());
        host.run("sh", "-c", "! systemctl start app-foo.service");
        assertThat(host.said("app-foo.service"))
                .isEqualTo("app-foo: /var/lib/images is missing, so it is made; is something to be mounted there?\n"
                        + "app-foo: not updated, nothing is installed: " + NOWHERE
                        + "/manifest: there is no manifest; is Origin= the directory that 'tako store' wrote?\n");
        try (SystemdBox.WebServer server = host.serve(app.published().originDirectory())) {
            configure(server.url());
            host.run("systemctl", "start", "app-foo.service");
            assertThat(host.said("app-foo.service")).endsWith("wrote?\napp-foo: installed 1.0.0\n");
            runs("app-foo.service", "1.0.0");
            publish("1.1.0", PROGRAM);
            host.tako("/etc/tako")
                    .exits(0)
                    .prints("app-foo: updated 1.0.0 -> 1.1.0, restarted app-foo.service\n")
                    .saysNothingElse();
            runs("app-foo.service", "1.1.0");
            publish("1.2.0", "/usr/bin/another");
            host.tako("/etc/tako").exits(3).says("app-foo: rolled back 1.2.0 -> 1.1.0, restarted app-foo.service; ");
            runs("app-foo.service", "1.1.0");
        }
        host.run("systemctl", "restart", "app-foo.service");
        assertThat(host.said("app-foo.service"))
                .endsWith("app-foo: installed 1.0.0\n" + "app-foo: an image is installed\n".repeat(4));
        runs("app-foo.service", "1.1.0");
        host.run("systemctl", "stop", "app-foo.service");
    }

    private void isBackAt(Path image) throws Exception {
        assertThat(app.published().installedFile()).isEqualTo(image);
        assertThat(app.record()).doesNotExist();
    }

    /** The unit's program is up, and its root is this version. */
    private static void runs(String unit, String version) throws Exception {
        String root = "/proc/" + host.property(unit, "MainPID") + "/root";
        Eventually.until(
                version + " runs",
                () -> host.run("sh", "-c", "cat " + root + "/version || true").equals("echo " + version + "\n"));
        assertThat(host.property(unit, "ActiveState")).isEqualTo("active");
    }

    /** The lines of the README, for an origin that is here, and one that keeps the test from waiting. */
    private void configure(String url) throws Exception {
        host.write("/etc/tako/app-foo", """
                Origin=%s
                PublicKey=%s
                Destination=/var/lib/images/app-foo
                RestartUnit=app-foo.service
                SettleSec=300ms
                """.formatted(url, app.published().publicKey()));
    }

    private static String[] unitOfTheReadme() throws Exception {
        String readme = Files.readString(Tako.image().resolve("../../../README.md"));
        String service = readme.substring(readme.indexOf("    [Service]\n"));
        return service.substring(0, service.indexOf("\n\n"))
                .replace("    [Service]\n", "")
                .split("\n", -1);
    }

    private String[] service() {
        return new String[] {
            "Type=exec", "RootImage=" + app.latest(), "ExecStartPre=/bin/sh /version", "ExecStart=" + PROGRAM
        };
    }

    private void publish(String version, String program) throws Exception {
        byte[] image = new FileSystem(app.published().directory()).with(version, program, "exec /bin/sleep infinity");
        app.published().publish(version, image);
    }
}
