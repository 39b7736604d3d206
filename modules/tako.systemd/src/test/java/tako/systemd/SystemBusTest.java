package tako.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("systemd")
class SystemBusTest {
    private static final String LONG_ENOUGH = "60000";
    private static final String AN_HOUR = "3600000";
    private static final String SLEEP = "ExecStart=/bin/sleep infinity\n";

    private static Machine machine;

    @BeforeAll
    static void bootsAMachine() throws Exception {
        machine = Machine.boot();
    }

    @AfterAll
    static void takesItDown() {
        machine.close();
    }

    @Test
    void restartsAUnitThatRuns() throws Exception {
        machine.service("runs.service", SLEEP);
        machine.run("systemctl", "start", "runs.service");
        String before = machine.property("runs.service", "InvocationID");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "runs.service")).isEqualTo("Up: runs.service is up\n");
        assertThat(machine.property("runs.service", "InvocationID")).isNotEqualTo(before);
        assertThat(machine.property("runs.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void restartsSeveralUnitsAtOnceAndNamesEachResultInTheirOrder() throws Exception {
        // Each waits for the other to open the pipe: one after the other, neither would come up.
        machine.service("left.service", "Type=oneshot\nExecStart=/bin/sh -c 'echo >/run/meet'\n");
        machine.service("right.service", "Type=oneshot\nExecStart=/bin/sh -c 'cat /run/meet'\n");
        machine.run("mkfifo", "/run/meet");
        assertThat(machine.probe(
                                "restart",
                                LONG_ENOUGH,
                                "0",
                                "right.service",
                                "no-such.service",
                                "left.service",
                                "right.service")
                        .lines())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("Finished: right.service has done its work"),
                        second -> assertThat(second).startsWith("Refused: no-such.service was not restarted: "),
                        third -> assertThat(third).isEqualTo("Finished: left.service has done its work"));
    }

    @Test
    void reportsAServiceWhoseProgramIsMissing() throws Exception {
        machine.service("missing.service", "Type=exec\nExecStart=/no/such/program\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "missing.service"))
                .isEqualTo("NotStarted: missing.service was not restarted well: its program exited with status 203"
                        + " (EXEC: systemd cannot execute it). See 'systemctl status missing.service'"
                        + " and 'journalctl --unit=missing.service'\n");
        assertThat(machine.probe("state", "missing.service"))
                .isEqualTo("UnitState[load=LOADED, active=FAILED, sub=failed, result=exit-code, job=]\n");
    }

    @Test
    void reportsAUnitThatNeedsOneThatFails() throws Exception {
        machine.service("needed.service", "Type=oneshot\nExecStart=/bin/false\n");
        machine.service("needs.service", SLEEP + "[Unit]\nRequires=needed.service\nAfter=needed.service\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "needs.service"))
                .contains("a unit that it needs failed to start");
    }

    @Test
    void reportsAUnitThatDoesNotExist() throws Exception {
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "nowhere.service"))
                .startsWith("Refused: nowhere.service was not restarted: systemd knows no unit of this name.")
                .contains("systemctl daemon-reload");
        assertThat(machine.probe("state", "nowhere.service")).contains("load=NOT_FOUND, active=INACTIVE");
    }

    @Test
    void reportsANameThatIsNotAUnits() throws Exception {
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "app"))
                .startsWith("Refused: app was not restarted: ")
                .contains("Write the unit's full name with its suffix");
        assertThat(machine.probe("state", "a\u001b[31mb.service"))
                .contains("a\\u001b[31mb.service")
                .doesNotContain("\u001b");
    }

    @Test
    void reportsAMaskedUnit() throws Exception {
        machine.run("ln", "-s", "/dev/null", "/etc/systemd/system/masked.service");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "masked.service"))
                .isEqualTo("Refused: masked.service was not restarted: the unit is masked."
                        + " To allow it to run, use 'systemctl unmask masked.service'\n");
        assertThat(machine.probe("state", "masked.service")).contains("load=MASKED");
    }

    @Test
    void reportsAUnitThatRefusesToBeRestartedByHand() throws Exception {
        machine.service("aloof.service", SLEEP + "[Unit]\nRefuseManualStart=yes\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "aloof.service")).contains("RefuseManualStart=");
    }

    @Test
    void reportsAUnitFileThatSystemdCannotLoad() throws Exception {
        machine.service("broken.service", "Restart=always\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "broken.service"))
                .contains("systemd cannot load it: Unit broken.service has a bad unit file setting")
                .contains("systemctl daemon-reload");
        assertThat(machine.probe("state", "broken.service")).contains("load=BAD_SETTING");
    }

    @Test
    void tellsStoppedUnitsFromRunningOnes() throws Exception {
        machine.service("stopped.service", SLEEP);
        assertThat(machine.probe("state", "stopped.service"))
                .isEqualTo("UnitState[load=LOADED, active=INACTIVE, sub=dead, result=success, job=]\n");
        assertThat(machine.probe("state", "dbus.service")).contains("active=ACTIVE, sub=running");
        assertThat(machine.probe("state", "multi-user.target")).contains("active=ACTIVE, sub=active, result=, job=]");
        assertThat(machine.probe("state", "dbus.socket")).contains("active=ACTIVE, sub=running, result=success");
    }

    @Test
    void stopsWaitingWhenTheLimitHasPassedAndLetsTheJobGoOn() throws Exception {
        machine.service("slow.service", "ExecStartPre=/bin/sleep infinity\n" + SLEEP);
        assertThat(machine.probe("restart", "300", "0", "slow.service"))
                .isEqualTo("StillStarting: slow.service is still being restarted after 300 ms,"
                        + " and systemd goes on with it."
                        + " See 'systemctl list-jobs' and 'systemctl status slow.service'\n");
        assertThat(machine.property("slow.service", "SubState")).isEqualTo("start-pre");
    }

    @Test
    void stopsWaitingWhenInterrupted() throws Exception {
        machine.service("endless.service", """
                Type=oneshot
                ExecStart=/bin/sh -c 'echo >/run/waiting'
                ExecStart=/bin/sleep infinity
                """);
        machine.run("mkfifo", "/run/waiting");
        assertThat(machine.probe("interrupt", "endless.service", "/run/waiting"))
                .isEqualTo("interrupted while waiting for systemd\n");
    }

    @Test
    void reportsAnotherJobThatTookTheRestartsPlace() throws Exception {
        machine.service(
                "stolen.service",
                "ExecStartPre=/bin/systemctl --no-block stop stolen.service\nExecStartPre=/bin/sleep infinity\n"
                        + SLEEP);
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "stolen.service"))
                .contains("Canceled: ")
                .contains("took the place of the restart");
    }

    @Test
    void believesNobodyButSystemdAboutTheEndOfAJob() throws Exception {
        machine.write("/run/forge", """
                bus=org.freedesktop.systemd1
                unit=/org/freedesktop/systemd1/unit/forged_2eservice
                job=$(busctl get-property $bus $unit $bus.Unit Job | cut -d'"' -f2)
                test -n "$job" || exit 0
                for name in $(busctl list --unique --no-legend | cut -d' ' -f1); do
                    busctl --destination="$name" emit /org/freedesktop/systemd1 $bus.Manager \
                        JobRemoved uoss "${job##*/}" "$job" forged.service done
                done
                exit 1
                """);
        machine.service("forged.service", "Type=oneshot\nExecStart=/bin/sh /run/forge\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "forged.service")).startsWith("NotStarted: ");
    }

    @Test
    void reportsABusThatGoesAwayMeanwhile() throws Exception {
        try (Machine itsOwn = Machine.boot()) { // for a while, nothing there can reach systemd
            itsOwn.service("lost.service", """
                    Type=oneshot
                    ExecStart=/bin/systemctl kill --signal=KILL dbus.service
                    ExecStart=/bin/sleep infinity
                    """);
            assertThat(itsOwn.probe("restart", LONG_ENOUGH, "0", "lost.service"))
                    .isEqualTo("Unseen: lost.service is being restarted,"
                            + " but whether it comes up and stays up was not seen:"
                            + " the connection to the system bus was lost. See 'systemctl status lost.service'\n");
        }
    }

    @Test
    void knowsWhichUnitItRunsIn() throws Exception {
        List<String> asUnit =
                List.of("systemd-run", "--quiet", "--wait", "--pipe", "--collect", "--unit=own.service", "--");
        assertThat(machine.probeBehind(asUnit, "contains", "own.service")).isEqualTo("true\n");
        assertThat(machine.probeBehind(asUnit, "contains", "dbus.service")).isEqualTo("false\n");
        assertThat(machine.probe("contains", "dbus.service")).isEqualTo("false\n");
    }

    @Test
    void knowsThatItRunsBeforeItsUnitStarts() throws Exception {
        machine.service(
                "pre.service",
                "Type=oneshot\nStandardOutput=file:/run/pre\nExecStartPre="
                        + String.join(" ", Machine.probeCommand("contains", "pre.service"))
                        + "\nExecStart=/bin/true\n");
        machine.run("systemctl", "start", "pre.service");
        assertThat(machine.run("cat", "/run/pre")).isEqualTo("true\n");
    }

    @Test
    void saysAtOnceWhatFailsHoweverLongItWouldSettle() throws Exception {
        machine.service("early.service", "ExecStart=/bin/sh -c 'sleep 0.3; exit 1'\n");
        machine.service("looping.service", "Restart=always\nExecStart=/bin/sh -c 'sleep 0.6; exit 1'\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, AN_HOUR, "looping.service", "early.service")
                        .lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("CrashLoop: looping.service"),
                        second -> assertThat(second).startsWith("Failed: early.service"));
    }

    @Test
    void judgesAGoodUnitBesideABadOne() throws Exception {
        machine.service("good.service", SLEEP);
        machine.service("bad.service", "ExecStart=/bin/sh -c 'sleep 0.3; exit 1'\n");
        assertThat(machine.probe("restart", LONG_ENOUGH, "1000", "good.service", "bad.service")
                        .lines())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("Up: good.service is up and was so for 1 s"),
                        second -> assertThat(second).startsWith("Failed: bad.service"));
    }

    @Test
    void judgesWhatOthersHaveRestarted() throws Exception {
        machine.service("as-it-was.service", SLEEP);
        machine.service("has-failed.service", "ExecStart=/bin/false\n");
        machine.service("starts.service", "ExecStartPre=/bin/sleep 1\n" + SLEEP);
        machine.service("done.service", "Type=oneshot\nExecStart=/bin/true\n");
        machine.run("systemctl", "start", "as-it-was.service", "has-failed.service", "done.service");
        machine.run("systemctl", "start", "--no-block", "starts.service");
        String before = machine.property("as-it-was.service", "InvocationID");
        assertThat(machine.probe(
                                "judge",
                                LONG_ENOUGH,
                                "500",
                                "as-it-was.service",
                                "has-failed.service",
                                "starts.service",
                                "done.service",
                                "no-such.service")
                        .lines())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("Up: as-it-was.service is up and was so for 500 ms"),
                        second -> assertThat(second).startsWith("Failed: has-failed.service"),
                        third -> assertThat(third).startsWith("Up: starts.service"),
                        fourth -> assertThat(fourth).startsWith("Finished: done.service"),
                        fifth -> assertThat(fifth).startsWith("Refused: no-such.service"));
        assertThat(machine.property("as-it-was.service", "InvocationID")).isEqualTo(before);
    }

    @Test
    void tellsAUnitThatWasStoppedBeforeFromOneThatEndedByItself() throws Exception {
        String remembered = "[Unit]\nBefore=keeper.service\n"; // else systemd forgets a unit once it is down
        machine.service("halted.service", SLEEP + remembered);
        machine.service("gone.service", "ExecStart=/bin/sh -c 'exit 0'\n" + remembered);
        machine.service("keeper.service", SLEEP + "[Unit]\nWants=halted.service gone.service\n");
        machine.run("systemctl", "start", "keeper.service");
        machine.run("systemctl", "stop", "halted.service");
        assertThat(machine.probe("judge", LONG_ENOUGH, "0", "halted.service", "gone.service")
                        .lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("Stopped: halted.service"),
                        second -> assertThat(second).startsWith("Ended: gone.service"));
    }

    @Test
    void tellsAUnitThatIsBeingStoppedFromOneWhoseProgramHasJustEnded() throws Exception {
        String slowly = "ExecStopPost=/bin/sh -c 'echo >/run/ending-%1$s; exec sleep infinity'\n";
        machine.run("mkfifo", "/run/ending-stopped", "/run/ending-crashed");
        machine.service("stopping.service", SLEEP + slowly.formatted("stopped"));
        machine.service("crashing.service", "ExecStart=/bin/false\n" + slowly.formatted("crashed"));
        machine.run("systemctl", "start", "stopping.service", "crashing.service");
        machine.run("systemctl", "stop", "--no-block", "stopping.service");
        machine.run("cat", "/run/ending-stopped", "/run/ending-crashed");
        assertThat(machine.probe("state", "stopping.service"))
                .contains("active=DEACTIVATING")
                .contains("job=stop]");
        assertThat(machine.probe("state", "crashing.service"))
                .contains("active=DEACTIVATING")
                .contains("job=]");
    }

    @Test
    void keepsWatchingWhereSystemdExecutesItselfAnew() throws Exception {
        machine.service("anew.service", """
                Type=oneshot
                ExecStart=/bin/systemctl daemon-reexec
                ExecStart=/bin/true
                """);
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "anew.service"))
                .isEqualTo("Finished: anew.service has done its work\n");
    }

    @Test
    void stopsJudgingWhenAUnitIsOnItsWayForTooLong() throws Exception {
        machine.service("on-its-way.service", "ExecStartPre=/bin/sleep infinity\n" + SLEEP);
        machine.run("systemctl", "start", "--no-block", "on-its-way.service");
        assertThat(machine.probe("judge", "300", "0", "on-its-way.service")).startsWith("StillStarting: ");
    }

    @Test
    void knowsWhenAUnitWasStarted() throws Exception {
        machine.service("dated.service", SLEEP);
        assertThat(machine.probe("start", "dated.service")).isEqualTo("Optional.empty\n");
        machine.run("systemctl", "start", "dated.service");
        String stamp = machine.run(
                "busctl",
                "get-property",
                "org.freedesktop.systemd1",
                "/org/freedesktop/systemd1/unit/dated_2eservice",
                "org.freedesktop.systemd1.Unit",
                "InactiveExitTimestamp");
        Instant time = Instant.EPOCH.plus(Long.parseLong(stamp.strip().substring("t ".length())), ChronoUnit.MICROS);
        assertThat(machine.probe("start", "dated.service"))
                .isEqualTo(
                        "Optional[" + new UnitStart(machine.property("dated.service", "InvocationID"), time) + "]\n");
    }

    @Test
    void tellsNobodyAndLoadsNothingWhereNobodyAsked() throws Exception {
        assertThat(machine.probe("notify", "busy", "1000", "true")).isEqualTo("loaded: false\n");
        assertThat(machine.probeBehind(List.of("env", "NOTIFY_SOCKET=/nowhere"), "notify", "busy", "1000", "true"))
                .isEqualTo("loaded: true\n");
    }

    @Test
    void reportsThatOnlyRootMayRestartUnits() throws Exception {
        machine.service("rooted.service", SLEEP);
        List<String> asNobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assertThat(machine.probeBehind(asNobody, "restart", LONG_ENOUGH, "0", "rooted.service"))
                .isEqualTo("Refused: rooted.service was not restarted: this user is not allowed to."
                        + " Run this as root, or run 'systemctl restart rooted.service' as root\n");
        assertThat(machine.probeBehind(asNobody, "state", "rooted.service")).contains("active=INACTIVE");
    }

    @Test
    void reportsABusThatIsNotThere() throws Exception {
        assertThat(machine.probeBehind(
                        List.of("env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nowhere"), "state", "any.service"))
                .isEqualTo(
                        "No unit was restarted: systemd does not answer on the system bus (No such file or directory)."
                                + " See 'systemctl status dbus.socket', then restart the units by hand\n");
    }

    @Test
    void reportsAMachineWithoutSystemd() throws Exception {
        assertThat(machine.probeBehind(withMount("mount -t tmpfs none /run"), "state", "any.service"))
                .startsWith("No unit was restarted: there is no systemd here (/run/systemd/system is missing)");
    }

    @Test
    void reportsThatLibsystemdIsMissing() throws Exception {
        String hide = "for library in $(ldconfig -p | sed -n 's/.*libsystemd.so.0 .*=> //p'); do"
                + " mount --bind /dev/null \"$library\" || exit; done";
        assertThat(machine.probeBehind(withMount(hide), "state", "any.service"))
                .startsWith("No unit was restarted: libsystemd.so.0 cannot be loaded (")
                .contains("Install it");
    }

    private static List<String> withMount(String mount) {
        return List.of("unshare", "--mount", "sh", "-c", mount + " && exec \"$@\"", "sh");
    }
}
