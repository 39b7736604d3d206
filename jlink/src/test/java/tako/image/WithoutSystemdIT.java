package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("mounts")
class WithoutSystemdIT {
    private static final String UNIT = "RestartUnit=tako-test-no-such-unit.service";

    @TempDir
    Path parent;

    private Published published;
    private Tako withoutSystemd;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        withoutSystemd = tako().behind(Namespaces.unshare("sh", "-c", "mount -t tmpfs none /run && exec \"$@\"", "sh"));
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void saysThatTheImageIsInPlaceAndNoUnitWasRestarted() throws Exception {
        withoutSystemd
                .run(published.config())
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .saysNothingElse();
        published.publish("1.1.0");
        withoutSystemd
                .run(published.config(UNIT))
                .exits(1)
                .complains(
                        "app: updated 1.0.0 -> 1.1.0, but it is not known whether all units are up with it; the next"
                                + " run tries again:",
                        "app: No unit was restarted: there is no systemd here (/run/systemd/system is missing)");
        assertThat(published.hasInstalled("1.1.0")).isTrue();
    }

    @Test
    void missesSystemdOnlyWhereSomethingIsToBeRestarted() throws Exception {
        withoutSystemd.run("--if-not-exists", published.config(UNIT)).exits(0).saysNothingElse();
        withoutSystemd
                .run(published.config(UNIT))
                .exits(0)
                .prints("app: 1.0.0 is up to date\n")
                .saysNothingElse();
    }
}
