package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that run Tako before they start, while another run, such as a timer's, has to do with them. */
@Tag("systemd")
class ProvisioningIT {
    @TempDir
    static Path shared;

    private static Host host;

    private App app;

    @BeforeAll
    static void boots() throws Exception {
        host = Host.sharing(shared);
    }

    @AfterAll
    static void takesItDown() {
        host.close();
    }

    @BeforeEach
    void makes() throws Exception {
        app = new App(host, shared, "app");
        app.publish("1.0.0", App.STAYS);
    }

    @AfterEach
    void closes() {
        app.close();
    }

    @Test
    void restartsAUnitThatLooksForUpdatesItself() throws Exception {
        String config = startsWithTako("self.service");
        app.publish("1.1.0", App.STAYS);
        host.tako(config)
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted self.service\n")
                .saysNothingElse();
        app.isAt("1.1.0");
        app.hasStarted(
                "self.service",
                "app: installed 1.0.0",
                "1.0.0",
                "app: 1.1.0 is here; its units are left to another run, which restarts and judges them",
                "1.1.0");
    }

    @Test
    void rollsAUnitBackThatLooksForUpdatesItself() throws Exception {
        String config = startsWithTako("selfish.service");
        app.publish("1.1.0", "exit 7");
        host.tako(config).exits(3).complains("app: rolled back 1.1.0 -> 1.0.0, restarted selfish.service; ");
        app.isAt("1.0.0");
        app.hasStarted(
                "selfish.service",
                "app: installed 1.0.0",
                "1.0.0",
                "app: 1.1.0 is here; its units are left to another run, which restarts and judges them",
                "1.1.0",
                "app: 1.0.0 is here; its units are left to another run, which restarts and judges them",
                "1.0.0");
    }

    @Test
    void updatesAUnitThatStartsByItselfWithAnUpdate() throws Exception {
        startsWithTako("own.service");
        app.publish("1.1.0", App.STAYS);
        host.run("systemctl", "restart", "own.service");
        app.isAt("1.1.0");
        app.hasStarted("own.service", "app: installed 1.0.0", "1.0.0", "app: updated 1.0.0 -> 1.1.0", "1.1.0");
    }

    @Test
    void leavesAKilledRollbackOfTheUnitThatItRunsInToAnotherRun() throws Exception {
        Barrier barrier = new Barrier(host, Files.createTempDirectory(shared, "barrier-"));
        host.tako(app.config()).exits(0);
        String config = app.config("RestartUnit=taker.service");
        host.start(
                "taker.service",
                app.service(
                        "ExecStartPre=-" + Host.TAKO + " \"" + config + '"',
                        "ExecStartPre=/bin/grep -q 1.0.0 \"" + app.latest() + '"',
                        barrier.line()));
        app.publish("1.1.0", App.STAYS);
        barrier.close();
        Host.Working timer = host.begin(config);
        barrier.awaitReached();
        timer.kill();
        assertThat(app.record()).exists();
        host.run("systemctl", "restart", "taker.service");
        assertThat(app.record()).exists();

        host.tako(config).exits(3).says("app: rolled back 1.1.0 -> 1.0.0, restarted taker.service; ");
        assertThat(app.record()).doesNotExist();
        app.isAt("1.0.0");
    }

    @Test
    void leavesTheRestartOfTheUnitThatItRunsInToAnotherRun() throws Exception {
        app.runs("around.service", "Type=exec");
        String config = app.config("RestartUnit=around.service");
        app.publish("1.1.0", Host.TAKO + " \"" + config + "\" >&2", App.STAYS);
        host.tako(config).exits(0);
        app.publish("1.2.0", App.STAYS);
        host.run("systemctl", "restart", "around.service");
        Eventually.until(
                "the image is here", () -> Files.readString(app.latest()).startsWith("# 1.2.0"));
        Eventually.until(
                "the run in the unit has ended",
                () -> host.run("journalctl", "--unit=around.service", "--output=cat")
                        .contains("app: around.service was not restarted, for this run is a part of it"));
        assertThat(app.record()).exists();

        host.tako(config).exits(0).says("app: units are up with 1.2.0: around.service\n");
        app.isAt("1.2.0");
    }

    @Test
    void startsAUnitOnWhatIsThereWhileARecordIsPending() throws Exception {
        Barrier barrier = new Barrier(host, Files.createTempDirectory(shared, "barrier-"));
        app.runs("pending.service", "Type=exec", barrier.line());
        String config = app.config("RestartUnit=pending.service");
        app.publish("1.1.0", App.STAYS);
        barrier.close();
        Host.Working timer = host.begin(config);
        barrier.awaitReached();
        host.tako("--if-not-exists", config).exits(0).prints("app: an image is installed\n");
        timer.kill();
        assertThat(app.record()).exists();
        host.tako("--if-not-exists", config).exits(0).prints("app: an image is installed\n");
        assertThat(app.record()).exists();

        Files.delete(app.latest().toRealPath());
        host.tako("--if-not-exists", config).exits(0).prints("app: replaced the image of 1.1.0\n");
        assertThat(app.record()).exists();
        barrier.open();
        host.tako(config).exits(0);
        app.isAt("1.1.0");
    }

    @Test
    void keepsAUnitFromTimingOutThatWaitsForAnotherRun() throws Exception {
        String config = app.config();
        host.tako(app.config()).exits(0);
        Path lock = app.destination().resolve(".tako/lock");
        host.install(
                "patient.service",
                app.service("NotifyAccess=exec", "ExecStartPre=" + Host.TAKO + " --if-not-exists \"" + config + '"'));
        Files.delete(app.latest());
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE);
                var held = file.lock()) {
            assertThat(held.isValid()).isTrue();
            host.run("systemctl", "start", "--no-block", "patient.service");
            Eventually.until(
                    "it asked for more time",
                    () -> host.property("patient.service", "StatusText").startsWith("waiting for another tako"));
        }
        Eventually.until(
                "the unit is up",
                () -> host.property("patient.service", "ActiveState").equals("active"));
        assertThat(host.property("patient.service", "StatusText")).isEmpty();
    }

    /** Which of the two comes first is left to chance: either way both end, and the unit is up. */
    @Test
    void bringsAUnitUpThatStartsWhileAnotherRunUpdatesIt() throws Exception {
        String config = startsWithTako("chance.service");
        for (int minor = 1; minor <= 3; minor++) {
            String version = "1." + minor + ".0";
            app.publish(version, App.STAYS);
            host.run("systemctl", "stop", "chance.service");
            Path lock = app.destination().resolve(".tako/lock");
            Host.Working timer;
            try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE);
                    var held = file.lock()) {
                assertThat(held.isValid()).isTrue();
                timer = host.begin(config);
                host.run("systemctl", "start", "--no-block", "chance.service");
                awaitWaiting(lock, 2);
            }
            timer.end().exits(0);
            Eventually.until(
                    "the unit is up",
                    () -> host.property("chance.service", "ActiveState").equals("active"));
            app.isAt(version);
            assertThat(host.said("chance.service")).endsWith(version + "\n");
        }
    }

    /** Starts a service on a clean machine that looks for updates before each start; gives its configuration. */
    private String startsWithTako(String unit) throws Exception {
        String config = app.config("RestartUnit=" + unit);
        host.start(unit, app.service("Type=simple", "ExecStartPre=" + Host.TAKO + " \"" + config + '"'));
        return config;
    }

    /** Returns when so many wait for a lock (proc_locks(5)). */
    private static void awaitWaiting(Path lock, int number) throws Exception {
        String file = ":" + Files.getAttribute(lock, "unix:ino") + " ";
        Eventually.until(number + " runs wait", () -> {
            try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
                return number
                        == locks.filter(line -> line.contains("-> ") && line.contains(file))
                                .count();
            }
        });
    }
}
