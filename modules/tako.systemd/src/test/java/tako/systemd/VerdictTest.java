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
    /** Those to restart: a name, and the lines of the service. */
    private static final String SERVICES = """
            simple.service
            ExecStart=/bin/sleep infinity

            exec.service
            Type=exec
            ExecStart=/bin/sleep infinity

            notify.service
            Type=notify
            NotifyAccess=all
            ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep infinity'

            forking.service
            Type=forking
            ExecStart=/bin/sh -c 'sleep infinity &'

            oneshot.service
            Type=oneshot
            ExecStart=/bin/true

            oneshot-remains.service
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=/bin/true

            oneshot-fails.service
            Type=oneshot
            ExecStart=/bin/sh -c 'exit 3'

            pre-fails.service
            ExecStartPre=/bin/mkdir /run/pre-fails
            ExecStart=/bin/sleep infinity

            fails-at-once.service
            ExecStart=/bin/sh -c 'exit 3'

            fails-later.service
            ExecStart=/bin/sh -c 'sleep 2; exit 3'

            killed.service
            ExecStart=/bin/sh -c 'kill -KILL $$$$'

            ends.service
            ExecStart=/bin/true

            ends-in-background.service
            Type=forking
            ExecStart=/bin/sh -c 'sleep 1 &'

            ends-with-notice.service
            Type=notify
            NotifyAccess=all
            ExecStart=/bin/sh -c 'systemd-notify --ready; sleep 1; systemd-notify --stopping; sleep 0.5'

            never-ready.service
            Type=notify
            TimeoutStartSec=1s
            ExecStart=/bin/sleep infinity

            loops.service
            Restart=always
            RestartSec=100ms
            ExecStart=/bin/sh -c 'sleep 0.2; exit 3'

            loops-slowly.service
            Restart=always
            RestartSec=2s
            ExecStart=/bin/sh -c 'sleep 0.2; exit 3'

            loops-without-pause.service
            Restart=always
            RestartSec=0
            ExecStart=/bin/sh -c 'sleep 1; exit 3'

            loops-by-others.service
            ExecStart=/bin/sh -c 'sleep 0.2; systemctl --no-block restart loops-by-others; exec sleep infinity'

            restarted-by-others.service
            ExecStartPre=/bin/sh -c 'mkdir /run/first || touch /run/second'
            ExecStart=/bin/sh -c 'sleep 1; test -e /run/second || systemctl restart --no-block restarted-by-others; \
                exec sleep infinity'

            stopped-by-others.service
            ExecStart=/bin/sh -c 'sleep 1; systemctl --no-block stop stopped-by-others; exec sleep infinity'

            condition.service
            ExecStart=/bin/sleep infinity
            [Unit]
            ConditionPathExists=/nowhere

            exec-condition.service
            ExecCondition=/bin/false
            ExecStart=/bin/sleep infinity

            loses-requiring.service
            ExecStart=/bin/sleep infinity

            loses-part.service
            ExecStart=/bin/sleep infinity

            keeps.service
            ExecStart=/bin/sleep infinity

            forged.service
            ExecStart=/bin/sh /run/forge

            extended.service
            NotifyAccess=all
            TimeoutStartSec=5s
            ExecStartPre=PROBE notify '40 of 100 MiB' 60000 sleep 5
            ExecStart=/bin/sleep infinity
            """.replace("PROBE", String.join(" ", Machine.probeCommand()));

    /** Those that are up before. Some find their own directory there when they are restarted. */
    private static final String DEPENDENTS = """
            requiring.service
            ExecStartPre=/bin/mkdir /run/requiring
            ExecStart=/bin/sleep infinity
            [Unit]
            Requires=loses-requiring.service

            part.service
            ExecStart=/bin/sh -c 'mkdir /run/part && exec sleep infinity'
            [Unit]
            PartOf=loses-part.service

            slow.service
            ExecStartPre=/bin/sleep 4
            ExecStart=/bin/sleep infinity
            [Unit]
            Requires=keeps.service
            After=keeps.service

            bound.service
            ExecStart=/bin/sleep infinity
            [Unit]
            BindsTo=keeps.service
            After=keeps.service
            """;

    private static final Map<String, String> VERDICTS = new HashMap<>();

    private static Machine machine;

    @BeforeAll
    static void restartsUnits() throws Exception {
        machine = Machine.boot();
        List<String> units = write(SERVICES);
        List<String> dependents = write(DEPENDENTS);
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
        machine.run("systemctl", "start", "pre-fails.service", "loses-part.service");
        List<String> start = new ArrayList<>(List.of("systemctl", "start"));
        start.addAll(dependents);
        machine.run(start.toArray(String[]::new));

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

    /** Installs services; gives their names. */
    private static List<String> write(String services) throws Exception {
        List<String> names = new ArrayList<>();
        for (String service : services.split("\n\n", -1)) {
            String name = service.substring(0, service.indexOf('\n'));
            String lines = service.substring(service.indexOf('\n'));
            machine.write("/etc/systemd/system/" + name, "[Unit]\nStartLimitIntervalSec=0\n[Service]" + lines + "\n");
            names.add(name);
        }
        return names;
    }

    private static String verdict(String unit) {
        return Objects.requireNonNull(VERDICTS.get(unit));
    }

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
    void endedThatEndsInOrderThoughNobodyStoppedIt() {
        assertThat(verdict("ends-in-background.service")).startsWith("Ended: ");
        assertThat(verdict("ends-with-notice.service")).startsWith("Ended: ");
    }

    @Test
    void loopsThatItsOwnSettingsWillStartAgain() {
        assertThat(verdict("loops-slowly.service"))
                .isEqualTo("CrashLoop: loops-slowly.service does not stay up and is started again and again:"
                        + " its program exited with status 3." + LOGS.formatted("loops-slowly.service"));
    }

    @Test
    void loopsThatItsOwnSettingsHaveStartedAgainAlready() {
        assertThat(verdict("loops.service")).startsWith("CrashLoop: ");
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
        machine.run("test", "-e", "/run/second");
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
        assertThat(verdict("loses-requiring.service"))
                .isEqualTo("DependentsDown: loses-requiring.service was restarted, but what was active along with it"
                        + " did not come back: requiring.service. See 'systemctl status requiring.service'");
        assertThat(verdict("loses-part.service"))
                .startsWith("DependentsDown: loses-part.service was restarted")
                .contains("did not come back: part.service");
    }

    @Test
    void isUpOnceItsDependentsAreBack() throws Exception {
        assertThat(verdict("keeps.service")).startsWith("Up: ");
        assertThat(machine.property("slow.service", "ActiveState")).isEqualTo("active");
        assertThat(machine.property("bound.service", "ActiveState")).isEqualTo("active");
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
