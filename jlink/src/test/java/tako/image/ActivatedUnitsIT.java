package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which units an update concerns: those that it restarts, those that it leaves alone, those that come down with others. */
@Tag("systemd")
class ActivatedUnitsIT {
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
    void leavesAStoppedUnitDownWhenAnotherIsRolledBack() throws Exception {
        app.runs("bad.service", "Type=exec");
        host.install("stopped.service", app.service());
        app.publish("1.1.0", "exit 7");
        host.tako(app.config("RestartUnit=bad.service stopped.service"))
                .exits(3)
                .says(
                        "app: stopped.service is stopped and stays so\n",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted bad.service; ");
        app.isAt("1.0.0");
        app.hasStarted("bad.service", "1.0.0", "1.1.0", "1.0.0");
        assertThat(host.property("stopped.service", "ActiveState")).isEqualTo("inactive");
        assertThat(host.property("stopped.service", "InvocationID")).isEmpty();
    }

    @Test
    void triesAMaskedUnitAgainUntilItIsUnmasked() throws Exception {
        app.runs("masked.service", "Type=exec");
        String[] service = app.service("Type=exec");
        host.run("ln", "-sf", "/dev/null", "/etc/systemd/system/masked.service");
        host.run("systemctl", "daemon-reload");
        app.publish("1.1.0", App.STAYS);
        String config = app.config("RestartUnit=masked.service");
        host.tako(config)
                .exits(1)
                .complains(
                        "app: updated 1.0.0 -> 1.1.0, but it is not known whether all units are up with it; the next"
                                + " run tries again:\n",
                        "app: masked.service was not restarted: the unit is masked."
                                + " To allow it to run, use 'systemctl unmask masked.service'");
        assertThat(app.record()).exists();
        host.tako(config).exits(1).says("app: masked.service was not restarted: the unit is masked.");
        host.run("rm", "/etc/systemd/system/masked.service", "/run/masked.service.said");
        host.install("masked.service", service);
        host.tako(config).exits(0).prints("app: 1.1.0 is up to date\n").says("app: units are up with 1.1.0: masked");
        app.isAt("1.1.0");
        app.hasStarted("masked.service", "1.1.0");
    }

    @Test
    void triesAMissingUnitAgainUntilItIsThere() throws Exception {
        app.runs("there.service", "Type=exec");
        app.publish("1.1.0", App.STAYS);
        String config = app.config("RestartUnit=there.service missing.service");
        host.tako(config)
                .exits(1)
                .complains(
                        "app: updated 1.0.0 -> 1.1.0, restarted there.service, but it is not known whether all units are"
                                + " up with it; the next run tries again:\n",
                        "app: missing.service was not restarted: systemd knows no unit of this name.");
        assertThat(app.record()).exists();
        host.tako(config).exits(1).says("app: missing.service was not restarted: systemd knows no unit of this name.");
        host.start("missing.service", app.service("Type=exec"));
        host.tako(config).exits(0).prints("app: 1.1.0 is up to date\n");
        app.isAt("1.1.0");
        app.hasStarted("there.service", "1.0.0", "1.1.0");
        app.hasStarted("missing.service", "1.1.0");
    }

    @Test
    void rollsAllUnitsBackWhereOneFails() throws Exception {
        app.runs("one.service", "Type=exec");
        host.start(
                "other.service", app.service("Type=exec", "ExecStartPre=/bin/grep -q 1.0.0 \"" + app.latest() + '"'));
        app.publish("1.1.0", App.STAYS);
        host.tako(app.config("RestartUnit=one.service", "RestartUnit=other.service"))
                .exits(3)
                .complains(
                        "app: with 1.1.0, other.service was not restarted well: a command that comes before its program"
                                + " failed. ",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted one.service, other.service; ");
        app.isAt("1.0.0");
        app.hasStarted("one.service", "1.0.0", "1.1.0", "1.0.0");
        app.hasStarted("other.service", "1.0.0", "1.0.0");
    }

    @Test
    void saysSoWhereAUnitIsNotUpWithTheOldImageEither() throws Exception {
        Path once = app.published().directory().resolve("once");
        app.publish("1.0.0", "mkdir \"" + once + "\" || exit 7", App.STAYS);
        host.tako(app.config()).exits(0);
        host.start("broken.service", app.service("Type=simple", "StandardError=journal"));
        app.publish("1.1.0", "exit 8");
        host.tako(app.config("RestartUnit=broken.service"))
                .exits(3)
                .complains(
                        "app: with 1.1.0, broken.service was started and then failed: its program exited with status 8.",
                        "app: rolled back 1.1.0 -> 1.0.0; ",
                        "app: with 1.0.0, too, broken.service was started and then failed: its program exited with status 7.");
        app.isAt("1.0.0");
        assertThat(host.said("broken.service")).isEqualTo("1.0.0\n1.1.0\n1.0.0\n");
    }

    @Test
    void rollsBackWhereADependentUnitDoesNotComeBack() throws Exception {
        app.runs("back.service", "Type=exec");
        host.start(
                "front.service",
                "Type=exec",
                "ExecStartPre=/bin/grep -o 1.0.0 \"" + app.latest() + '"',
                "ExecStart=/bin/sleep infinity",
                "[Unit]",
                "Requires=back.service",
                "After=back.service");
        app.publish("1.1.0", App.STAYS);
        host.tako(app.config("RestartUnit=back.service"))
                .exits(3)
                .complains(
                        "app: with 1.1.0, back.service was restarted, but what was active along with it did not come"
                                + " back: front.service. See 'systemctl status front.service'",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted back.service, front.service; ");
        app.isAt("1.0.0");
        app.hasStarted("back.service", "1.0.0", "1.1.0", "1.0.0");
        app.hasStarted("front.service", "1.0.0", "1.0.0");
    }

    @Test
    void bringsADependentUnitBackThatWentDownWithTheFailedOne() throws Exception {
        app.runs("lower.service", "Type=exec", "ExecStartPre=/bin/grep -q 1.0.0 \"" + app.latest() + '"');
        host.start(
                "upper.service",
                "Type=exec",
                "ExecStart=/bin/sleep infinity",
                "[Unit]",
                "Requires=lower.service",
                "After=lower.service");
        app.publish("1.1.0", App.STAYS);
        host.tako(app.config("RestartUnit=lower.service"))
                .exits(3)
                .says("app: rolled back 1.1.0 -> 1.0.0, restarted lower.service, upper.service; ");
        app.isAt("1.0.0");
        app.hasStarted("lower.service", "1.0.0", "1.0.0");
        assertThat(host.property("upper.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void restartsAUnitWhoseProgramHasEndedAndThatTakesLongToCleanUp() throws Exception {
        app.publish("1.0.0", "exit 5");
        host.tako(app.config()).exits(0);
        Barrier barrier = new Barrier(host, Files.createTempDirectory(shared, "barrier-"));
        barrier.close();
        host.start("crashed.service", app.service(barrier.line("ExecStopPost")));
        barrier.awaitReached();
        app.publish("1.1.0", App.STAYS);
        Host.Working working = host.begin(app.config("RestartUnit=crashed.service"));
        Eventually.until(
                "the restart is queued",
                () -> host.run("systemctl", "list-jobs", "--no-legend").contains("crashed.service"));
        barrier.open();
        working.end().exits(0).prints("app: updated 1.0.0 -> 1.1.0, restarted crashed.service\n");
        app.hasStarted("crashed.service", "1.0.0", "1.1.0");
    }

    @Test
    void restartsAUnitThatStartsJustBeforeLatestMoves() throws Exception {
        app.runs("steady.service", "Type=exec");
        host.install("late.service", app.service("Type=exec"));
        String config = app.config("RestartUnit=steady.service late.service");
        Path trace = app.published().directory().resolve("trace");
        app.publish("1.1.0", App.STAYS);
        List<Steps.Step> steps = new Steps(host).of(trace, config);
        Files.delete(trace);
        app.publish("1.2.0", App.STAYS);
        Host.Working working = new Steps(host).holdAfter(Steps.linkForLatest(steps), trace, config);
        host.run("systemctl", "start", "late.service");
        working.letGo();
        working.end()
                .exits(0)
                .says("app: late.service is stopped and stays so\n")
                .prints("app: updated 1.1.0 -> 1.2.0, restarted steady.service, late.service\n");
        app.hasStarted("late.service", "1.1.0", "1.2.0");
    }

    @Test
    void restartsADependentUnitAlongWithItsOwn() throws Exception {
        app.runs("base.service", "Type=exec");
        host.start(
                "part.service",
                app.service("Type=exec", "[Unit]", "PartOf=base.service", "After=base.service", "[Service]"));
        app.publish("1.1.0", App.STAYS);
        host.tako(app.config("RestartUnit=base.service"))
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0, restarted base.service\n");
        app.isAt("1.1.0");
        app.hasStarted("base.service", "1.0.0", "1.1.0");
        app.hasStarted("part.service", "1.0.0", "1.1.0");
    }

    @Test
    void restartsTheRightUnitOnceAWrongNameIsMended() throws Exception {
        app.runs("right.service", "Type=exec");
        app.publish("1.1.0", App.STAYS);
        host.tako(app.config("RestartUnit=wrong.service")).exits(1);
        host.tako(app.config("RestartUnit=right.service"))
                .exits(0)
                .prints("app: 1.1.0 is up to date\n")
                .says("app: units are up with 1.1.0: right.service\n");
        app.isAt("1.1.0");
        app.hasStarted("right.service", "1.0.0", "1.1.0");
    }

    @Test
    void restartsAMaskedUnitLaterAlsoWhereAnotherFailsAndTheImageStays() throws Exception {
        app.runs("kept.service", "Type=simple");
        host.start("hidden.service", app.service("Type=exec"));
        host.run("mv", "/etc/systemd/system/hidden.service", "/run/hidden.service");
        host.run("ln", "-sf", "/dev/null", "/etc/systemd/system/hidden.service");
        host.run("systemctl", "daemon-reload");
        app.publish("1.1.0", "test \"$INVOCATION_OF\" || exit 7", App.STAYS);
        String config = app.config("RestartUnit=kept.service hidden.service", "Rollback=no");
        for (int i = 0; i < 2; i++) {
            host.tako(config)
                    .exits(1)
                    .says(
                            "app: kept.service was started and then failed: ",
                            "app: 1.1.0 stays, for Rollback=no. Publish a version that works, or mend what is wrong"
                                    + " here and start the unit\n",
                            "app: hidden.service was not restarted: the unit is masked.");
        }
        host.run("mv", "/run/hidden.service", "/etc/systemd/system/hidden.service");
        host.run("sed", "-i", "s/^Type=.*/&\\nEnvironment=INVOCATION_OF=it/", "/etc/systemd/system/hidden.service");
        host.run("systemctl", "daemon-reload");
        host.tako(config).exits(1).says("app: 1.1.0 is installed since an earlier run, restarted hidden.service, but ");
        app.isAt("1.1.0");
        app.hasStarted("hidden.service", "1.0.0", "1.1.0");
    }

    @Test
    void leavesAUnitAloneWhoseStartWouldWaitForTheRunItself() throws Exception {
        app.runs("ordered.service", "Type=exec", "[Unit]", "After=updater.service", "[Service]");
        app.publish("1.1.0", App.STAYS);
        String config = app.config("RestartUnit=ordered.service");
        host.install("updater.service", "Type=oneshot", "ExecStart=-" + Host.TAKO + " \"" + config + '"');
        host.run("systemctl", "start", "updater.service");
        assertThat(host.said("updater.service"))
                .contains("app: ordered.service was not restarted: its start would wait for this run, for its file has"
                        + " After=updater.service, and that unit starts just now.");
        app.hasStarted("ordered.service", "1.0.0");
        host.tako(config).exits(0).says("app: units are up with 1.1.0: ordered.service\n");
        app.isAt("1.1.0");
        app.hasStarted("ordered.service", "1.0.0", "1.1.0");
    }

    @Test
    void startsAFailedUnitLaterWhereItCannotBeStartedNow() throws Exception {
        app.publish("1.0.0", "exit 5");
        host.tako(app.config()).exits(0);
        host.start("needy.service", app.service("Type=simple"));
        app.publish("1.1.0", App.STAYS);
        String config = app.config("RestartUnit=needy.service");
        host.write("/etc/systemd/system/needy.service.d/needs.conf", "[Unit]\nRequires=nothere.service\n");
        host.run("systemctl", "daemon-reload");
        host.tako(config).exits(1).says("app: needy.service was not restarted: ");
        host.run("rm", "-r", "/etc/systemd/system/needy.service.d");
        host.run("systemctl", "daemon-reload");
        host.tako(config).exits(0).says("app: units are up with 1.1.0: needy.service\n");
        app.isAt("1.1.0");
        app.hasStarted("needy.service", "1.0.0", "1.1.0");
    }
}
