package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that goes down in the middle of an activation, and what the first run does that finds it up again. */
@Tag("systemd")
class RebootedHostIT {
    @TempDir
    static Path shared;

    private Host host;
    private App app;

    @BeforeEach
    void boots() throws Exception {
        host = Host.sharing(shared);
        app = new App(host, shared, "app");
    }

    @AfterEach
    void closes() {
        app.close();
        host.close();
    }

    @Test
    void findsTheUnitUpWithTheNewImageAndRestartsNothing() throws Exception {
        goesDownBeforeTheRestart(App.STAYS);
        host.tako(config())
                .exits(0)
                .prints("app: 1.1.0 is up to date\n")
                .says("app: an earlier run could not finish restarting units; going on with that\n");
        app.isAt("1.1.0");
        app.hasStarted("app.service", "1.1.0");
    }

    @Test
    void goesBackFromAnImageWithWhichTheUnitDidNotComeUp() throws Exception {
        goesDownBeforeTheRestart("exit 7");
        host.tako(config()).exits(3).says("app: rolled back 1.1.0 -> 1.0.1, restarted app.service; ");
        app.isAt("1.0.1");
        app.hasStarted("app.service", "1.1.0", "1.0.1");
    }

    /** The unit runs with 1.0.1, {@code latest} is moved to a version that does this, and then the machine reboots. */
    private void goesDownBeforeTheRestart(String program) throws Exception {
        Path trace = app.published().directory().resolve("trace");
        app.runs("app.service", "Type=simple");
        app.publish("1.0.1", App.STAYS);
        List<Steps.Step> steps = new Steps(host).of(trace, config());
        app.publish("1.1.0", program);
        Steps.Step restart =
                steps.stream().filter(Steps.Step::restarts).findFirst().orElseThrow();
        new Steps(host).killBefore(restart, trace, config());
        assertThat(app.record()).exists();
        host.close();
        host = Host.sharing(shared);
        app.movesTo(host);
        host.start("app.service", app.service("Type=simple"));
    }

    private String config() throws Exception {
        return app.config("RestartUnit=app.service", "KeepImages=0");
    }
}
