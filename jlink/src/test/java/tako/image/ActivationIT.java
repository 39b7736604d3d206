package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an image that works, and of one that does not. */
@Tag("systemd")
class ActivationIT {
    private static final String GETS_READY = "test -z \"$NOTIFY_SOCKET\" || systemd-notify --ready";

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
    }

    @AfterEach
    void closes() {
        app.close();
    }

    @Test
    void restartsUnitsOfEveryTypeOnceWithANewImage() throws Exception {
        app.publish("1.0.0", GETS_READY, App.STAYS);
        host.tako(app.config()).exits(0);
        host.start("simple.service", app.service("Type=simple"));
        host.start("exec.service", app.service("Type=exec"));
        host.start("notify.service", app.service("Type=notify", "NotifyAccess=all"));
        host.start("oneshot.service", "Type=oneshot", "RemainAfterExit=yes", "ExecStart=" + app.tellsVersion());
        app.publish("1.1.0", GETS_READY, App.STAYS);
        String config = app.config("RestartUnit=simple.service exec.service notify.service oneshot.service");
        host.tako(config)
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted simple.service, exec.service, notify.service,"
                        + " oneshot.service\n")
                .saysNothingElse();
        app.isAt("1.1.0");
        app.hasStarted("simple.service", "1.0.0", "1.1.0");
        app.hasStarted("exec.service", "1.0.0", "1.1.0");
        app.hasStarted("notify.service", "1.0.0", "1.1.0");
        app.hasStarted("oneshot.service", "1.0.0", "1.1.0");
        isLeftAlone(config, "1.1.0 is up to date");
        app.hasStarted("simple.service", "1.0.0", "1.1.0");
    }

    @Test
    void goesBackFromAnImageWhoseProgramEndsAtOnce() throws Exception {
        app.runs("ends.service", "Type=simple");
        app.publish("1.1.0", "exit 7");
        String config = app.config("RestartUnit=ends.service");
        isRolledBack(
                config,
                "ends.service",
                "ends.service was started and then failed: its program exited with status 7. " + logs("ends.service"));
        app.hasStarted("ends.service", "1.0.0", "1.1.0", "1.0.0");
    }

    @Test
    void goesBackFromAnImageWhoseProgramEndsWellAtOnce() throws Exception {
        app.runs("ends-well.service", "Type=simple");
        app.publish("1.1.0", "exit 0");
        isRolledBack(
                app.config("RestartUnit=ends-well.service"),
                "ends-well.service",
                "ends-well.service was started and did not stay up: its program exited with status 0. "
                        + logs("ends-well.service"));
        app.hasStarted("ends-well.service", "1.0.0", "1.1.0", "1.0.0");
    }

    @Test
    void goesBackFromAnImageWhoseProgramEndsLater() throws Exception {
        app.runs("later.service", "Type=exec");
        app.publish("1.1.0", "sleep 1", "exit 7");
        isRolledBack(
                app.config("RestartUnit=later.service", "SettleSec=3s"),
                "later.service",
                "later.service was started and then failed: its program exited with status 7. "
                        + logs("later.service"));
        app.hasStarted("later.service", "1.0.0", "1.1.0", "1.0.0");
    }

    @Test
    void goesBackFromAnImageThatNeverGetsReady() throws Exception {
        app.publish("1.0.0", GETS_READY, App.STAYS);
        host.tako(app.config()).exits(0);
        host.start("unready.service", app.service("Type=notify", "NotifyAccess=all", "TimeoutStartSec=1s"));
        app.publish("1.1.0", App.STAYS);
        isRolledBack(
                app.config("RestartUnit=unready.service"),
                "unready.service",
                "unready.service was not restarted well: it took longer than its TimeoutStartSec= or TimeoutStopSec="
                        + " allows. " + logs("unready.service"));
        app.hasStarted("unready.service", "1.0.0", "1.1.0", "1.0.0");
    }

    @Test
    void goesBackFromAnImageThatCrashesTimeAndAgain() throws Exception {
        app.runs("loops.service", "Type=simple", "Restart=always", "RestartSec=50ms");
        app.publish("1.1.0", "sleep 0.1", "exit 7");
        isRolledBack(
                app.config("RestartUnit=loops.service", "SettleSec=1s"),
                "loops.service",
                "loops.service does not stay up and is started again and again: its program exited with status 7. "
                        + logs("loops.service"));
        assertThat(host.said("loops.service")).startsWith("1.0.0\n1.1.0\n").endsWith("1.1.0\n1.0.0\n");
        assertThat(host.property("loops.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void goesBackFromAnImageWithWhichAOneshotFails() throws Exception {
        app.publish("1.0.0");
        host.tako(app.config()).exits(0);
        host.start("task.service", app.service("Type=oneshot", "RemainAfterExit=yes"));
        app.publish("1.1.0", "exit 7");
        isRolledBack(
                app.config("RestartUnit=task.service"),
                "task.service",
                "task.service was not restarted well: its program exited with status 7. " + logs("task.service"));
        app.hasStarted("task.service", "1.0.0", "1.1.0", "1.0.0");
    }

    @Test
    void triesNothingThatHasFailedUntilItIsTold() throws Exception {
        Path cure = app.published().directory().resolve("cure");
        app.runs("cured.service", "Type=exec");
        app.publish("1.1.0", "test -e \"" + cure + "\" || exit 7", App.STAYS);
        String config = app.config("RestartUnit=cured.service");
        host.tako(config).exits(3);
        host.tako("fetch", "--retry-failed", config).exits(3).says("app: images that failed here are tried again");
        app.isAt("1.0.0");
        app.hasStarted("cured.service", "1.0.0", "1.1.0", "1.0.0", "1.1.0", "1.0.0");
        Files.createFile(cure);
        isPassedOver(config);
        host.tako("fetch", "--retry-failed", config)
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted cured.service\n");
        app.isAt("1.1.0");
        isLeftAlone(config, "1.1.0 is up to date");
        host.tako("fetch", "--retry-failed", config)
                .exits(0)
                .prints("app: 1.1.0 is up to date\n")
                .saysNothingElse();
        app.hasStarted("cured.service", "1.0.0", "1.1.0", "1.0.0", "1.1.0", "1.0.0", "1.1.0");
    }

    @Test
    void takesTheNextVersionAfterOneThatHasFailed() throws Exception {
        app.runs("mended.service", "Type=exec");
        app.publish("1.1.0", "exit 7");
        String config = app.config("RestartUnit=mended.service");
        host.tako(config).exits(3);
        app.publish("1.2.0", App.STAYS);
        host.tako(config)
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.2.0, restarted mended.service\n")
                .saysNothingElse();
        app.isAt("1.2.0");
        isLeftAlone(config, "1.2.0 is up to date");
        app.hasStarted("mended.service", "1.0.0", "1.1.0", "1.0.0", "1.2.0");
    }

    @Test
    void takesALowerVersionThatAppearsAfterAHigherOneHasFailed() throws Exception {
        app.runs("lower.service", "Type=exec");
        app.publish("1.2.0", "exit 7");
        String config = app.config("RestartUnit=lower.service");
        host.tako(config).exits(3);
        app.publish("1.1.0", App.STAYS);
        host.tako(config)
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted lower.service\n")
                .says("app: 1.2.0 failed here at ");
        app.isAt("1.1.0");
        app.hasStarted("lower.service", "1.0.0", "1.2.0", "1.0.0", "1.1.0");
    }

    @Test
    void keepsAnImageThatFailsWhereRollbackIsOff() throws Exception {
        app.runs("kept.service", "Type=simple");
        app.publish("1.1.0", "exit 7");
        String config = app.config("RestartUnit=kept.service", "Rollback=no");
        host.tako(config)
                .exits(1)
                .complains(
                        "app: updated 1.0.0 -> 1.1.0, but not all units are up with it:\n",
                        "app: kept.service was started and then failed: its program exited with status 7. ",
                        "app: 1.1.0 stays, for Rollback=no. Publish a version that works, ");
        app.isAt("1.1.0");
        assertThat(host.said("kept.service")).isEqualTo("1.0.0\n1.1.0\n");
        assertThat(host.property("kept.service", "ActiveState")).isEqualTo("failed");
        app.publish("1.2.0", App.STAYS);
        host.tako(config).exits(0).prints("app: updated 1.1.0 -> 1.2.0, restarted kept.service\n");
        app.hasStarted("kept.service", "1.0.0", "1.1.0", "1.2.0");
    }

    @Test
    void keepsTheFirstImageAlthoughItFailsForThereIsNoOther() throws Exception {
        failsWithoutAnImage("first.service");
        app.publish("1.0.0", "exit 7");
        host.tako(app.config("RestartUnit=first.service"))
                .exits(1)
                .complains(
                        "app: installed 1.0.0, but not all units are up with it:\n",
                        "app: first.service was ",
                        "app: 1.0.0 stays, for there is no image before it to go back to. Publish ");
        app.isAt("1.0.0");
        assertThat(host.said("first.service")).isEqualTo("1.0.0\n");
    }

    @Test
    void takesAFirstImageThatMendsAUnit() throws Exception {
        failsWithoutAnImage("waits.service");
        app.publish("1.0.0", App.STAYS);
        host.tako(app.config("RestartUnit=waits.service"))
                .exits(0)
                .prints("app: installed 1.0.0, restarted waits.service\n")
                .saysNothingElse();
        app.isAt("1.0.0");
        app.hasStarted("waits.service", "1.0.0");
    }

    /** A service that was started too early. */
    private void failsWithoutAnImage(String unit) throws Exception {
        host.install(unit, app.service("Type=exec", "ExecStartPre=test -e \"" + app.latest() + '"'));
        host.run("sh", "-c", "! systemctl start " + unit);
    }

    /** The update to 1.1.0 fails for this reason and is undone; the next run knows. */
    private void isRolledBack(String config, String unit, String reason) throws Exception {
        host.tako(config)
                .exits(3)
                .complains(
                        "app: with 1.1.0, " + reason + "\n",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted " + unit + "; 1.1.0 is passed over from now on"
                                + " ('tako fetch --retry-failed' tries it again)\n");
        app.isAt("1.0.0");
        String run = host.invocation(unit);
        isPassedOver(config);
        assertThat(host.invocation(unit)).isEqualTo(run);
    }

    private void isPassedOver(String config) throws Exception {
        Ended ended = host.tako(config).exits(0).prints("app: 1.0.0 is up to date\n");
        assertThat(ended.err())
                .startsWith("app: 1.1.0 failed here at ")
                .contains(" and is passed over ('tako fetch --retry-failed' tries it again): ")
                .hasLineCount(1);
        app.isAt("1.0.0");
    }

    private static void isLeftAlone(String config, String result) throws Exception {
        host.tako(config).exits(0).prints("app: " + result + "\n").saysNothingElse();
    }

    private static String logs(String unit) {
        return "See 'systemctl status " + unit + "' and 'journalctl --unit=" + unit + "'";
    }
}
