package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Runs that are killed while they activate an image, and what the next run does. */
@Tag("systemd")
class KilledActivationIT {
    private static final String BAD = "# does not start";
    private static final String FINISHING =
            "app: an earlier run could not finish restarting units; going on with that\n";

    @TempDir
    static Path shared;

    private static Host host;

    private App app;
    private Barrier barrier;
    private Path trace;

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
        barrier = new Barrier(host, Files.createTempDirectory(shared, "barrier-"));
        trace = app.published().directory().resolve("trace");
    }

    @AfterEach
    void closes() {
        app.close();
    }

    @Test
    void finishesAnUpdateThatWasKilledBeforeAnyOfItsSteps() throws Exception {
        String config = runsTwo("first.service", "second.service");
        app.publish("1.1.0", App.STAYS);
        List<Steps.Step> steps = new Steps(host).of(trace, config);
        app.isAt("1.1.0");
        assertThat(steps).filteredOn(Steps.Step::restarts).hasSize(2);
        List<String> versions = new ArrayList<>(List.of("1.0.0", "1.1.0"));
        for (Steps.Step step : steps) {
            String version = "1." + versions.size() + ".0";
            app.publish(version, App.STAYS);
            new Steps(host).killBefore(step, trace, config);
            assertThat(app.latest()).content().startsWith("# 1.");
            host.tako(config).exits(0);
            versions.add(version);
            app.isAt(version);
            app.hasStarted("first.service", versions);
            app.hasStarted("second.service", versions);
        }
    }

    @Test
    void finishesARollbackThatWasKilledBeforeAnyOfItsSteps() throws Exception {
        String config = runsTwo("good.service", "bad.service");
        app.publish("1.1.0", BAD);
        List<Steps.Step> steps = new Steps(host).of(trace, config);
        app.isAt("1.0.0");
        List<String> versions = new ArrayList<>(List.of("1.0.0", "1.1.0", "1.0.0"));
        for (Steps.Step step : steps.subList(steps.indexOf(firstRestart(steps)), steps.size())) {
            String version = "1." + versions.size() + ".0";
            app.publish(version, BAD);
            new Steps(host).killBefore(step, trace, config);
            assertThat(app.latest()).content().startsWith("# 1.");
            Ended ended = host.tako(config);
            // Before its last step, a run has removed its record, and only has to make that durable.
            ended.exits(step.equals(steps.getLast()) ? 0 : 3);
            versions.addAll(List.of(version, "1.0.0"));
            app.isAt("1.0.0");
            app.hasStarted("good.service", versions);
            app.hasStarted("bad.service", versions);
        }
        long failed =
                versions.stream().filter(version -> !version.equals("1.0.0")).count();
        Ended ended = host.tako(config).exits(0).prints("app: 1.0.0 is up to date\n");
        assertThat(ended.err().lines())
                .hasSize((int) failed)
                .allMatch(line -> line.contains(" is passed over ('tako fetch"));
    }

    @Test
    void judgesAUnitThatWasAboutToStartWhenTheRunWasKilled() throws Exception {
        app.runs("starting.service", "Type=exec", barrier.line());
        String config = config("starting.service");
        app.publish("1.1.0", App.STAYS);
        barrier.close();
        Host.Working working = host.begin(config);
        barrier.awaitReached();
        host.tako(config)
                .exits(0)
                .prints("app: 1.1.0 is here; its units are left to another run, which restarts and judges them\n")
                .saysNothingElse();
        working.kill();
        assertThat(app.record()).exists();
        barrier.open();
        host.tako(config).exits(0).prints("app: 1.1.0 is up to date\n").says(FINISHING);
        app.isAt("1.1.0");
        app.hasStarted("starting.service", "1.0.0", "1.1.0");
    }

    @Test
    void goesBackWhereTheUnitFailsAfterTheRunWasKilled() throws Exception {
        app.runs("failing.service", "Type=exec", barrier.line());
        String config = config("failing.service");
        app.publish("1.1.0", "exit 7");
        barrier.close();
        Host.Working working = host.begin(config);
        barrier.awaitReached();
        working.kill();
        barrier.open();
        host.tako(config).exits(3).says(FINISHING, "app: rolled back 1.1.0 -> 1.0.0, restarted failing.service; ");
        app.isAt("1.0.0");
        app.hasStarted("failing.service", "1.0.0", "1.1.0", "1.0.0");
        host.tako(config).exits(0).says("app: 1.1.0 failed here at ");
    }

    @Test
    void goesBackWhereTheUnitEndedByItselfAfterTheRunWasKilled() throws Exception {
        String config = endsUnseen("ending.service", "exit 0");
        host.tako(config)
                .exits(3)
                .says(
                        FINISHING,
                        "app: with 1.1.0, ending.service was started and did not stay up: its program exited with"
                                + " status 0.",
                        "app: rolled back 1.1.0 -> 1.0.0, restarted ending.service; ");
        app.isAt("1.0.0");
        app.hasStarted("ending.service", "1.0.0", "1.1.0", "1.0.0");
    }

    @Test
    void doesNotTakeAUnitForBrokenThatSomebodyHasStoppedAfterTheRunWasKilled() throws Exception {
        String config = endsUnseen("halted.service", "systemctl --no-block stop halted.service; " + App.STAYS);
        host.tako(config).exits(1).says(FINISHING, "app: halted.service was stopped by another job, ");
        app.isAt("1.1.0");
        assertThat(host.property("halted.service", "ActiveState")).isEqualTo("inactive");
        host.tako(config).exits(0);
    }

    /** A run is killed while the unit starts, which then does this until it is down; gives the configuration. */
    private String endsUnseen(String unit, String program) throws Exception {
        app.runs(unit, "Type=simple", barrier.line());
        // systemd forgets all about a unit that is down and that nobody refers to.
        host.start("target-of-" + unit, "ExecStart=/bin/sleep infinity", "[Unit]", "Wants=" + unit);
        String config = config(unit);
        app.publish("1.1.0", program);
        barrier.close();
        Host.Working working = host.begin(config);
        barrier.awaitReached();
        working.kill();
        barrier.open();
        Eventually.until(
                "the program has ended",
                () -> host.property(unit, "ActiveState").equals("inactive"));
        return config;
    }

    @Test
    void restartsNothingTwiceThatWasSettlingWhenTheRunWasKilled() throws Exception {
        app.runs("settling.service", "Type=exec");
        app.publish("1.1.0", App.STAYS);
        String before = host.invocation("settling.service");
        Host.Working working = host.begin(app.config("RestartUnit=settling.service", "SettleSec=10min"));
        Eventually.until(
                "the unit is up again",
                () -> !host.invocation("settling.service").equals(before)
                        && host.property("settling.service", "ActiveState").equals("active"));
        working.kill();
        String after = host.invocation("settling.service");
        host.tako(config("settling.service")).exits(0).says(FINISHING);
        app.isAt("1.1.0");
        assertThat(host.invocation("settling.service")).isEqualTo(after);
        app.hasStarted("settling.service", "1.0.0", "1.1.0");
    }

    @Test
    void leavesAUnitDownThatWasStoppedAfterTheRunWasKilled() throws Exception {
        String config = runsTwo("stopped.service", "other.service");
        app.publish("1.1.0", App.STAYS);
        List<Steps.Step> steps = new Steps(host).of(trace, config);
        app.publish("1.2.0", App.STAYS);
        new Steps(host).killBefore(firstRestart(steps), trace, config);
        assertThat(app.record()).exists();
        host.run("systemctl", "stop", "stopped.service");
        host.tako(config)
                .exits(0)
                .says(
                        FINISHING,
                        "app: stopped.service is stopped by now and stays so\n",
                        "app: units are up with 1.2.0: other.service\n");
        app.isAt("1.2.0");
        assertThat(host.property("stopped.service", "ActiveState")).isEqualTo("inactive");
        app.hasStarted("other.service", "1.0.0", "1.1.0", "1.2.0");
    }

    @Test
    void finishesARollbackThatWasKilledWhileTheUnitStarted() throws Exception {
        app.runs(
                "back.service", "Type=exec", "ExecStartPre=/bin/grep -q 1.0.0 \"" + app.latest() + '"', barrier.line());
        String config = config("back.service");
        app.publish("1.1.0", App.STAYS);
        barrier.close();
        Host.Working working = host.begin(config);
        barrier.awaitReached();
        working.kill();
        assertThat(app.record()).exists();
        barrier.open();
        host.tako(config).exits(3).says(FINISHING, "app: rolled back 1.1.0 -> 1.0.0, restarted back.service; ");
        app.isAt("1.0.0");
        app.hasStarted("back.service", "1.0.0", "1.0.0");
        host.tako(config).exits(0).prints("app: 1.0.0 is up to date\n").says("app: 1.1.0 failed here at ");
    }

    @Test
    void holdsTheImageToBeAtFaultThatTheUnitRanWithWhenItsSuccessorWasKilled() throws Exception {
        app.runs("unproven.service", "Type=simple");
        String config = app.config("RestartUnit=unproven.service missing.service", "SettleSec=100ms");
        for (String version : List.of("1.1.0", "1.2.0")) {
            app.publish(version, App.STAYS);
            host.tako(config).exits(1);
        }
        app.publish("1.3.0", App.STAYS);
        List<Steps.Step> steps = new Steps(host).of(trace, config);
        app.publish("1.4.0", App.STAYS);
        new Steps(host).killBefore(Steps.moveOfLatest(steps), trace, config);
        assertThat(app.latest()).content().startsWith("# 1.3.0");
        host.run("systemctl", "kill", "--signal=KILL", "unproven.service");

        host.tako(config).exits(3).says("app: rolled back 1.3.0 -> 1.0.0, restarted unproven.service; ");
        assertThat(app.latest()).content().startsWith("# 1.4.0");
        app.hasStarted("unproven.service", "1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.0.0", "1.4.0");
    }

    /**
     * Starts two services with 1.0.0; gives a configuration that names both, and that keeps all images. What is bad shows
     * before they are up, so that nobody has to wait.
     */
    private String runsTwo(String first, String second) throws Exception {
        app.publish("1.0.0", App.STAYS);
        host.tako(app.config()).exits(0);
        String refuses = "ExecStartPre=/bin/sh -c '! grep -q \"" + BAD + "\" \"" + app.latest() + "\"'";
        for (String unit : List.of(first, second)) {
            List<String> service = new ArrayList<>(List.of(app.service()));
            service.add(refuses);
            host.start(unit, service.toArray(String[]::new));
        }
        return app.config("RestartUnit=" + first + " " + second, "SettleSec=0", "KeepImages=0");
    }

    private String config(String unit) throws Exception {
        return app.config("RestartUnit=" + unit, "SettleSec=100ms");
    }

    private static Steps.Step firstRestart(List<Steps.Step> steps) {
        return steps.stream().filter(Steps.Step::restarts).findFirst().orElseThrow();
    }
}
