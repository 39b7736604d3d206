package tako.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.SystemdBox;

@Tag("systemd")
class RestartIT {
    @TempDir
    static Path shared;

    private static Host host;

    private Published published;

    @BeforeAll
    static void boots() throws Exception {
        host = Host.sharing(shared);
    }

    @AfterAll
    static void takesItDown() {
        host.close();
    }

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(Files.createTempDirectory(shared, "test-"));
        publish("1.0.0");
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void restartsAUnitThatRunsFromTheNewImageThen() throws Exception {
        host.tako(config()).exits(0);
        host.start("reads.service", readsLatest());
        publish("1.1.0");
        host.tako(config("RestartUnit=reads.service"))
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted reads.service\n")
                .saysNothingElse();
        assertThat(host.said("reads.service")).isEqualTo("1.0.0\n1.1.0\n");
        assertThat(host.property("reads.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void restartsAUnitAfterAnUpdateOverHttp() throws Exception {
        try (SystemdBox.WebServer server = host.serve(published.originDirectory())) {
            String config = published.config(
                    "app",
                    server.url(),
                    published.publicKey(),
                    published.destination(),
                    settling("RestartUnit=http.service"));
            host.install("http.service", readsLatest());
            host.tako("--if-not-exists", config)
                    .exits(0)
                    .prints("app: installed 1.0.0\n")
                    .saysNothingElse();
            host.run("systemctl", "start", "http.service");
            publish("1.1.0");
            host.tako(config).exits(0).prints("app: updated 1.0.0 -> 1.1.0, restarted http.service\n");
            assertThat(host.said("http.service")).isEqualTo("1.0.0\n1.1.0\n");
        }
    }

    @Test
    void leavesUnitsAloneWhenNothingIsNew() throws Exception {
        host.tako(config()).exits(0);
        host.start("idle.service", readsLatest());
        String before = host.invocation("idle.service");
        publish("2.0.0");
        host.tako(config("RestartUnit=idle.service"))
                .exits(0)
                .prints("app: 1.0.0 is up to date\n")
                .saysNothingElse();
        assertThat(host.invocation("idle.service")).isEqualTo(before);
    }

    @Test
    void leavesUnitsAloneWhenTheUpdateFails() throws Exception {
        host.tako(config()).exits(0);
        host.start("spared.service", readsLatest());
        String before = host.invocation("spared.service");
        String image = publish("1.1.0");
        Path file = published.originDirectory().resolve(image.substring(1));
        Files.delete(file);
        Files.writeString(file, "9.9.9\n");
        host.tako(config("RestartUnit=spared.service"))
                .exits(1)
                .complains("refused the image, for its SHA-256 is not the one that the manifest signs");
        assertThat(host.invocation("spared.service")).isEqualTo(before);
    }

    @Test
    void leavesAStoppedUnitStoppedAndSaysSo() throws Exception {
        host.tako(config()).exits(0);
        host.install("stopped.service", readsLatest());
        publish("1.1.0");
        host.tako(config("RestartUnit=stopped.service"))
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .says("app: stopped.service is stopped and stays so");
        assertThat(host.property("stopped.service", "ActiveState")).isEqualTo("inactive");
    }

    @Test
    void restartsAUnitThatHasFailedForTheNewImageMayMendIt() throws Exception {
        host.tako(config()).exits(0);
        host.install("failed.service", starts("/bin/grep 1.1.0"));
        assertThat(host.run("sh", "-c", "systemctl start failed.service 2>&1 || echo failed"))
                .endsWith("failed\n");
        publish("1.1.0");
        host.tako(config("RestartUnit=failed.service"))
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted failed.service\n");
        assertThat(host.property("failed.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void saysWhichUnitDoesNotStartWithTheNewImage() throws Exception {
        host.tako(config()).exits(0);
        host.start("picky.service", starts("/bin/grep 1.0.0"));
        host.start("content.service", readsLatest());
        publish("1.1.0");
        host.tako(config("RestartUnit=picky.service content.service"))
                .exits(3)
                .complains(
                        "app: with 1.1.0, picky.service was not restarted well: a command that comes before its"
                                + " program failed. See 'systemctl status picky.service'",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted picky.service, content.service");
        assertThat(published.installed()).isEqualTo("1.0.0\n");
        assertThat(host.said("content.service")).isEqualTo("1.0.0\n1.1.0\n1.0.0\n");
    }

    @Test
    void saysWhichUnitsItCannotRestart() throws Exception {
        host.tako(config()).exits(0);
        host.start("masked.service", readsLatest());
        host.run("ln", "-sf", "/dev/null", "/etc/systemd/system/masked.service");
        host.run("systemctl", "daemon-reload");
        host.start("fine.service", readsLatest());
        publish("1.1.0");
        host.tako(config("RestartUnit=masked.service nowhere.service", "RestartUnit=fine.service"))
                .exits(1)
                .complains(
                        "app: updated 1.0.0 -> 1.1.0, restarted fine.service, but it is not known whether all units are"
                                + " up with it; the next run tries again:",
                        "app: masked.service was not restarted: the unit is masked."
                                + " To allow it to run, use 'systemctl unmask masked.service'",
                        "app: nowhere.service was not restarted: systemd knows no unit of this name.");
        assertThat(published.installed()).isEqualTo("1.1.0\n");
        assertThat(host.said("fine.service")).isEqualTo("1.0.0\n1.1.0\n");
    }

    @Test
    void provisionsACleanMachineBeforeItsUnitStarts() throws Exception {
        String config = config("RestartUnit=clean.service");
        host.start("clean.service", after(Host.TAKO + " --if-not-exists \"" + config + '"', readsLatest()));
        assertThat(host.said("clean.service")).isEqualTo("app: installed 1.0.0\n1.0.0\n");
        publish("1.1.0");
        host.tako(config)
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted clean.service\n")
                .saysNothingElse();
        assertThat(host.said("clean.service")).endsWith("1.0.0\napp: an image is installed\n1.1.0\n");
    }

    @Test
    void doesNotRestartTheUnitThatItRunsIn() throws Exception {
        String config = config("RestartUnit=own.service");
        host.start("own.service", after(Host.TAKO + " \"" + config + '"', readsLatest()));
        assertThat(host.said("own.service")).isEqualTo("""
                        app: own.service is starting with the new image already, so it is not restarted
                        app: installed 1.0.0
                        1.0.0
                        """);
        assertThat(host.property("own.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void tellsTheJournalHowGraveAMessageIs() throws Exception {
        host.install("grave.service", "Type=oneshot", "StandardOutput=journal", "ExecStart=" + Host.TAKO + " /nowhere");
        host.run("sh", "-c", "! systemctl start grave.service");
        host.run("journalctl", "--sync");
        assertThat(host.run(
                        "journalctl", "--unit=grave.service", "--identifier=tako", "--priority=err", "--output=cat"))
                .isEqualTo("/nowhere: there is no such file\n");
    }

    @Test
    void unpacksNothingToRestartAUnit() throws Exception {
        host.tako(config()).exits(0);
        host.start("unpacked.service", readsLatest());
        publish("1.1.0");
        host.tako(config("RestartUnit=unpacked.service")).exits(0);
        String unpacked = "find /tmp /var/tmp ~/.cache -name '*jna*' -newer /run/systemd/private 2>/dev/null || true";
        assertThat(host.run("sh", "-c", unpacked)).isEmpty();
    }

    private String publish(String version) throws Exception {
        return published.publish(version, (version + "\n").getBytes(UTF_8));
    }

    private String config(String... lines) throws IOException {
        String url = published.originDirectory().toUri().toString();
        return published.config("app", url, published.publicKey(), published.destination(), settling(lines));
    }

    /** These lines of a configuration, and one that keeps tests from waiting. */
    private static String[] settling(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("SettleSec=300ms");
        return all.toArray(String[]::new);
    }

    /** A service that prints at every start what the image holds. */
    private String[] readsLatest() {
        return starts("/bin/cat");
    }

    /** A service that starts when this command on the image succeeds. */
    private String[] starts(String command) {
        return new String[] {
            "Type=exec",
            "ExecStartPre=" + command + " \"" + published.destination().resolve("latest") + '"',
            "ExecStart=/bin/sleep infinity"
        };
    }

    /** A service that begins every start with this command. */
    private static String[] after(String command, String[] service) {
        List<String> lines = new ArrayList<>(List.of("ExecStartPre=" + command));
        lines.addAll(List.of(service));
        return lines.toArray(String[]::new);
    }
}
