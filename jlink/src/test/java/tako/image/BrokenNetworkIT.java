package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.dribbleAfter;
import static tako.testing.Behaviour.resetAfter;
import static tako.testing.Behaviour.stallAfter;
import static tako.testing.Behaviour.stallBeforeHead;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Behaviour;
import tako.testing.Content;
import tako.testing.Gate;
import tako.testing.Headers;

/** Servers that stand still, hang up, or are not well. */
class BrokenNetworkIT {
    private static final int SIZE = 100_000;
    private static final int SOME = 40_000;

    @TempDir
    Path parent;

    private Published published;
    private String image;
    private String before;

    /** 1.0.0 is installed, and there is an update. */
    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        image = published.publish("1.1.0", Published.longImage(SIZE));
        before = published.visible();
    }

    @AfterEach
    void closes() {
        published.close();
    }

    static Stream<Behaviour> servers() {
        return Stream.of(
                stallBeforeHead(new Gate()), stallAfter(SOME, new Gate()), dribbleAfter(SOME, Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void waitsNoLongerForAServerThatStandsStillThanItMay(Behaviour standing) throws Exception {
        published.origin().always(image, standing);
        isNotUpdated(
                published.config("TimeoutSec=1500ms"), "given up, for the run has taken as long as TimeoutSec= allows");
        isUpdatedOnceAllIsWell();
    }

    /** At every tenth of the image: nine hosts ask for it at once. */
    @Test
    void goesOnWhereTheServerHangsUp() throws Exception {
        List<Installation> hosts = new ArrayList<>();
        try {
            for (int tenth = 1; tenth < 10; tenth++) {
                hosts.add(Installation.begins(
                        parent.resolve("host " + tenth), resetAfter(tenth * Installation.SIZE / 10)));
            }
            for (Installation host : hosts) {
                host.goesOn("the connection failed: ").says("; trying again in ");
            }
        } finally {
            for (Installation host : hosts) {
                host.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void leavesAServerAloneThatAsksForIt(int status) throws Exception {
        for (String path : List.of("/manifest", image)) {
            published
                    .origin()
                    .always(path, answering(status, Headers.of("Retry-After", "3600"), Content.of("\u001b[2J later")));
            int asked = published.origin().requests(path).size();
            isNotUpdated(
                    published.config(),
                    path + ": the server answers with status " + status + " and asks to be left alone for 3600 s");
            assertThat(published.origin().requests(path)).hasSize(asked + 1);
            published.origin().always(path);
        }
        isUpdatedOnceAllIsWell();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void staysWithWhatItHasWhereTheImageIsGone(int status) throws Exception {
        published.origin().always(image, answering(status));
        tako().run(published.config())
                .exits(0)
                .prints("app: 1.0.0 is up to date\n")
                .says("there is no image of 1.1.0 (404 or 410)");
        assertThat(published.hasInstalled("1.0.0")).isTrue();
        isUpdatedOnceAllIsWell();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void saysThatThereIsNoManifest(int status) throws Exception {
        published.origin().always("/manifest", answering(status));
        isNotUpdated(published.config(), "/manifest: there is no manifest; is Origin= the directory that");
    }

    private void isNotUpdated(String config, String message) throws Exception {
        tako().run(config).exits(1).complains("app: not updated, latest is as it was: ", message);
        assertThat(published.visible()).isEqualTo(before);
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }

    private void isUpdatedOnceAllIsWell() throws Exception {
        published.origin().always(image);
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .saysNothingElse();
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }
}
