package tako.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All units are restarted at the same time, each as if it were alone; each test then looks at one verdict. */
@Tag("systemd")
class VerdictTest {
    private static final String LIMIT = "60000";
    private static final String SETTLE = "3000";
    private static final String LOGS = " See 'systemctl status %1$s' and 'journalctl --unit=%1$s'";
    private static final String STAYS = "ExecStart=/bin/sleep infinity\n";

    private static final Map<String, String> VERDICTS = new HashMap<>();

    private static Machine machine;

    @BeforeAll
    static void restartsUnits() throws Exception {
        machine = Machine.boot();
        List<String> units = new ArrayList<>();
        for (Map.Entry<String, String> unit : SERVICES.entrySet()) {
            units.add(unit.getKey() + ".service");
            write(unit.getKey(), unit.getValue());
        }
        for (Map.Entry<String, String> dependent : DEPENDENTS.entrySet()) {
            write(dependent.getKey(), dependent.getValue());
        }
        machine.write("/run/forge", """
                bus=org.freedesktop.systemd1
                unit=/org/freedesktop/systemd1/unit/forged_2eservice
                for name in $(busctl list --unique --no-legend | cut -d' ' -f1); do
                    busctl --destination="$name" emit $unit org.freedesktop.DBus.Properties \
                        PropertiesChanged 'sa{sv}as' $bus.Unit 2 ActiveState s failed SubState s failed 0
                done
                mkdir /run/was-forged
                exec sleep infinity
                """);
        machine.run("ln", "-s", "/dev/null", "/etc/systemd/system/masked.service");
        units.addAll(List.of("masked.service", "nowhere.service"));
        machine.run("systemctl", "daemon-reload");
        List<String> before = new ArrayList<>(List.of("systemctl", "start", "pre-fails.service"));
        DEPENDENTS.keySet().forEach(name -> before.add(name + ".service"));
        machine.run(before.toArray(String[]::new));

        List<String> probe = new ArrayList<>(List.of("restart-each", LIMIT, SETTLE));
        probe.addAll(units);
        List<String> lines = machine.probe(probe.toArray(String[]::new)).lines().toList();
        assertThat(lines).hasSameSizeAs(units);
        for (int i = 0; i < units.size(); i++) {
            VERDICTS.put(units.get(i), lines.get(i));
        }
    }

    @AfterAll
    static void takesTheMachineDown() {
        machine.close();
    }

    private static void write(String name, String lines) throws Exception {
        machine.write(
                "/etc/systemd/system/" + name + ".service", "[Unit]\nStartLimitIntervalSec=0\n[Service]\n" + lines);
    }

    private static String verdict(String unit) {
        return Objects.requireNonNull(VERDICTS.get(unit));
    }

    private static final Map<String, String> SERVICES = Map.ofEntries(
            Map.entry("simple", STAYS),
            Map.entry("exec", "Type=exec\n" + STAYS),
            Map.entry(
                    "notify",
                    "Type=notify\nNotifyAccess=all\nExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep infinity'\n"),
            Map.entry("forking", "Type=forking\nExecStart=/bin/sh -c 'sleep infinity &'\n"),
            Map.entry("oneshot", "Type=oneshot\nExecStart=/bin/true\n"),
            Map.entry("oneshot-remains", "Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n"),
            Map.entry("oneshot-fails", "Type=oneshot\nExecStart=/bin/sh -c 'exit 3'\n"),
            Map.entry("pre-fails", "ExecStartPre=/bin/mkdir /run/pre-fails\n" + STAYS),
            Map.entry("fails-at-once", "ExecStart=/bin/sh -c 'exit 3'\n"),
            Map.entry("fails-later", "ExecStart=/bin/sh -c 'sleep 2; exit 3'\n"),
            Map.entry("killed", "ExecStart=/bin/sh -c 'kill -KILL $$$$'\n"),
            Map.entry("ends", "ExecStart=/bin/true\n"),
            Map.entry("never-ready", "Type=notify\nTimeoutStartSec=1s\n" + STAYS),
            Map.entry("loops", "Restart=always\nRestartSec=100ms\nExecStart=/bin/sh -c 'sleep 0.2; exit 3'\n"),
            Map.entry("loops-without-pause", "Restart=always\nRestartSec=0\nExecStart=/bin/sh -c 'sleep 1; exit 3'\n"),
            Map.entry(
                    "loops-by-others",
                    "ExecStart=/bin/sh -c 'sleep 0.2; systemctl --no-block restart loops-by-others.service; exec sleep 9'\n"),
            Map.entry(
                    "restarted-by-others",
                    "ExecStart=/bin/sh -c 'mkdir /run/restarted || exec sleep infinity; sleep 1;"
                            + " systemctl --no-block restart restarted-by-others.service; exec sleep infinity'\n"),
            Map.entry(
                    "stopped-by-others",
                    "ExecStart=/bin/sh -c 'sleep 1; systemctl --no-block stop stopped-by-others.service;"
                            + " exec sleep infinity'\n"),
            Map.entry("condition", STAYS + "[Unit]\nConditionPathExists=/nowhere\n"),
            Map.entry("exec-condition", "ExecCondition=/bin/false\n" + STAYS),
            Map.entry("loses-dependents", STAYS),
            Map.entry("keeps-dependents", STAYS),
            Map.entry("forged", "ExecStart=/bin/sh /run/forge\n"),
            Map.entry(
                    "extended",
                    "TimeoutStartSec=5s\nNotifyAccess=all\nExecStartPre="
                            + String.join(" ", Machine.probeCommand("notify", "'40 of 100 MiB'", "60000", "sleep", "5"))
                            + "\n" + STAYS));

    /** Each of those that do not come back finds its own directory there. */
    private static final Map<String, String> DEPENDENTS = Map.of(
            "requires",
                    "ExecStartPre=/bin/mkdir /run/requires\n" + STAYS + "[Unit]\nRequires=loses-dependents.service\n",
            "part",
                    "ExecStart=/bin/sh -c 'mkdir /run/part && exec sleep infinity'\n[Unit]\nPartOf=loses-dependents.service\n",
            "slow",
                    "ExecStartPre=/bin/sleep 4\n" + STAYS
                            + "[Unit]\nRequires=keeps-dependents.service\nAfter=keeps-dependents.service\n",
            "bound", STAYS + "[Unit]\nBindsTo=keeps-dependents.service\nAfter=keeps-dependents.service\n");

    @Test
    void isUpThatStaysUp() {
        for (String unit : List.of("simple.service", "exec.service", "notify.service", "forking.service")) {
            assertThat(verdict(unit)).isEqualTo("Up: " + unit + " is up and was so for 3 s");
        }
    }

    @Test
    void isFinishedThatHasDoneItsWork() {
        assertThat(verdict("oneshot.service")).isEqualTo("Finished: oneshot.service has done its work");
        assertThat(verdict("oneshot-remains.service")).isEqualTo("Finished: oneshot-remains.service has done its work");
    }

    @Test
    void isNotStartedThatCannotDoItsWork() {
        assertThat(verdict("oneshot-fails.service"))
                .isEqualTo("NotStarted: oneshot-fails.service was not restarted well: its program exited with status 3."
                        + LOGS.formatted("oneshot-fails.service"));
    }

    @Test
    void isNotStartedWhoseStartIsNotPrepared() {
        assertThat(verdict("pre-fails.service"))
                .startsWith("NotStarted: pre-fails.service was not restarted well:"
                        + " a command that comes before its program failed.");
    }

    @Test
    void isNotStartedThatNeverGetsReady() {
        assertThat(verdict("never-ready.service"))
                .startsWith("NotStarted: never-ready.service was not restarted well:"
                        + " it took longer than its TimeoutStartSec= or TimeoutStopSec= allows.");
    }

    @Test
    void failedWhoseProgramFailsAtOnceAlthoughItsJobIsDone() {
        assertThat(verdict("fails-at-once.service"))
                .isEqualTo(
                        "Failed: fails-at-once.service was started and then failed: its program exited with status 3."
                                + LOGS.formatted("fails-at-once.service"));
        assertThat(verdict("killed.service"))
                .startsWith("Failed: killed.service was started and then failed:"
                        + " its program was killed by signal KILL.");
    }

    @Test
    void failedWhoseProgramFailsWhileItSettles() {
        assertThat(verdict("fails-later.service")).startsWith("Failed: ").contains("its program exited with status 3");
    }

    @Test
    void endedWhoseProgramShouldGoOn() {
        assertThat(verdict("ends.service"))
                .isEqualTo("Ended: ends.service was started and did not stay up: its program exited with status 0."
                        + LOGS.formatted("ends.service"));
    }

    @Test
    void loopsThatIsStartedAgainByItsOwnSettings() {
        assertThat(verdict("loops.service"))
                .isEqualTo("CrashLoop: loops.service does not stay up and is started again and again:"
                        + " its program exited with status 3." + LOGS.formatted("loops.service"));
    }

    @Test
    void loopsThatIsUpAgainAtOnce() {
        assertThat(verdict("loops-without-pause.service")).startsWith("CrashLoop: ");
    }

    @Test
    void loopsThatOthersStartAgainAndAgain() {
        assertThat(verdict("loops-by-others.service"))
                .startsWith("CrashLoop: ")
                .contains("it ended while it was watched");
    }

    @Test
    void isUpThatSomebodyElseRestartedMeanwhile() throws Exception {
        assertThat(verdict("restarted-by-others.service"))
                .isEqualTo("Up: restarted-by-others.service is up and was so for 3 s");
        machine.run("test", "-d", "/run/restarted");
    }

    @Test
    void isStoppedThatSomebodyElseStoppedMeanwhile() {
        assertThat(verdict("stopped-by-others.service"))
                .startsWith("Stopped: stopped-by-others.service was stopped by another job")
                .contains("systemctl start stopped-by-others.service");
    }

    @Test
    void isNeitherUpNorFailedWhoseConditionIsNotMet() {
        for (String unit : List.of("condition.service", "exec-condition.service")) {
            assertThat(verdict(unit))
                    .isEqualTo("ConditionNotMet: " + unit + " is not running: systemd skipped its start because"
                            + " a condition of its file is not met. 'systemctl status " + unit + "' names it");
        }
    }

    @Test
    void isRefusedThatIsMaskedOrMissing() {
        assertThat(verdict("masked.service"))
                .isEqualTo("Refused: masked.service was not restarted: the unit is masked."
                        + " To allow it to run, use 'systemctl unmask masked.service'");
        assertThat(verdict("nowhere.service"))
                .startsWith("Refused: nowhere.service was not restarted: systemd knows no unit of this name.");
    }

    @Test
    void isNotGoodThatTookOthersDown() {
        assertThat(verdict("loses-dependents.service"))
                .startsWith("DependentsDown: loses-dependents.service was restarted,"
                        + " but what was active along with it did not come back: ")
                .contains("requires.service");
    }

    @Test
    void isUpOnceItsDependentsAreBack() throws Exception {
        assertThat(verdict("keeps-dependents.service")).startsWith("Up: ");
        assertThat(machine.property("slow.service", "ActiveState")).isEqualTo("active");
    }

    @Test
    void isNotTakenForFailedOnAnybodysWord() throws Exception {
        assertThat(verdict("forged.service")).startsWith("Up: ");
        machine.run("test", "-d", "/run/was-forged");
    }

    @Test
    void isUpThatAskedForMoreTimeToStart() throws Exception {
        assertThat(verdict("extended.service")).startsWith("Up: ");
        assertThat(machine.property("extended.service", "StatusText")).isEqualTo("40 of 100 MiB");
    }
}
