package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.answering;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfNotExistsIT {
    private static final String UNIT = "RestartUnit=tako-test-no-such-unit.service";

    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--if-not-exists", "--init"})
    void needsNeitherNetworkNorLockWhereAnImageIs(String option) throws Exception {
        tako().run(published.config()).exits(0);
        String config = published.config(UNIT);
        String visible = published.visible();
        published.origin().close();
        Path lock = published.destination().resolve(".tako/lock");
        try (FileChannel another = FileChannel.open(lock, StandardOpenOption.WRITE);
                var held = another.lock()) {
            assertThat(held.isValid()).isTrue();
            tako().run(option, config)
                    .exits(0)
                    .prints("app: an image is installed\n")
                    .saysNothingElse();
            tako().run("fetch", option, config).exits(0).prints("app: an image is installed\n");
        }
        assertThat(published.visible()).isEqualTo(visible);
    }

    @Test
    void looksForNoUpdateWhereAnImageIs() throws Exception {
        tako().run(published.config()).exits(0);
        published.publish("1.1.0");
        int before = published.origin().requests().size();
        tako().run("--if-not-exists", published.config()).exits(0);
        assertThat(published.origin().requests()).hasSize(before);
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }

    @Test
    void fetchesAndRestartsNothingWhereNoImageIs() throws Exception {
        tako().run("--if-not-exists", published.config(UNIT))
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .saysNothingElse();
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }

    @Test
    void failsWhereNoImageIsAndNoneCanBeHad() throws Exception {
        String url = published.origin().url();
        published.origin().always("/manifest", answering(403));
        tako().run("--if-not-exists", published.config())
                .exits(1)
                .complains("app: not updated, nothing is installed: " + url
                        + "/manifest: the server answers with status 403");
        assertThat(published.destination().resolve("latest")).doesNotExist();
    }

    @Test
    void failsWhereNothingIsPublishedThatMatches() throws Exception {
        tako().run("--if-not-exists", published.config("Version=7.*"))
                .exits(1)
                .complains("app: not installed: none of the 1 published versions matches Version=7.*");
    }
}
