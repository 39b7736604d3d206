package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.dribbleAfter;
import static tako.testing.Behaviour.endlessBody;
import static tako.testing.Behaviour.raw;
import static tako.testing.Behaviour.stallAfter;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tako.testing.Behaviour;
import tako.testing.Content;
import tako.testing.Gate;

/** Servers that send next to nothing. A stall lasts 0.2 s here, and 30 s elsewhere. */
class StallTest extends UpdateFixture {
    private static final int SIZE = 200_000;
    private static final String IMAGE = "0123456789".repeat(SIZE / 10);
    private static final String PATH = Origin.path(IMAGE);

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", IMAGE);
        limits.stall = Duration.ofMillis(200);
    }

    private static Behaviour dribble(int after) {
        return dribbleAfter(after, Duration.ofMillis(10));
    }

    @Test
    void goesOnOverAnotherConnectionWhenNothingComes() throws Exception {
        origin.next(PATH, stallAfter(80_000, new Gate()));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(reporter.infos())
                .singleElement()
                .asString()
                .startsWith(origin.url() + PATH + ": nothing came in 0.2 s; 80000 of 200000 bytes are here; trying");
        assertThat(reporter.transfers()).endsWith("downloading 1.0 from 80000 to 200000 of 200000");
    }

    @Test
    void goesOnOverAnotherConnectionWhenLittleComes() throws Exception {
        origin.next(PATH, dribble(80_000));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(reporter.infos()).singleElement().asString().matches(".*: only [0-9]+ bytes came in 0.2 s; .*");
    }

    @Test
    void goesToTheNextOriginWhenThatIsNoBetter() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(PATH, dribble(80_000));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.requests(PATH)).hasSize(2);
        assertThat(mirror.requests(PATH)).hasSize(1);
        assertThat(reporter.warnings()).singleElement().asString().contains(origin.url(), "came in 0.2 s");
    }

    @Test
    void noticesAStallBetweenChunks() throws Exception {
        Content chunks = Content.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;")
                .and(Content.repeating("x"));
        origin.next(Origin.MANIFEST, raw(chunks), dribble(46));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(reporter.infos()).singleElement().asString().contains("/manifest: nothing came in 0.2 s");
    }

    @Test
    void takesAnImageThatIsWholeFromAnAnswerThatNeverEnds() throws Exception {
        Content trailers = Content.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(SIZE) + "\r\n" + IMAGE + "\r\n0\r\n")
                .and(Content.repeating("x: y\r\n"));
        origin.always(PATH, raw(trailers), dribble(SIZE + 100));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.requests(PATH)).hasSize(1);
        assertThat(reporter.infos()).isEmpty();
    }

    @Test
    void givesAManifestUpThatComesFastEnoughAndDoesNotEnd() {
        limits.stall = Limits.STANDARD.stall();
        limits.manifest = Duration.ofMillis(300);
        withoutRetries();
        origin.always(Origin.MANIFEST, endlessBody(), dribble(0));

        assertThat(failure()).matches(".*/manifest: only [0-9]+ bytes of it came in 0.3 s");
    }

    @Test
    void noticesAManifestThatDribbles() throws Exception {
        origin.always(Origin.MANIFEST, dribble(10));

        assertThat(failure()).contains("/manifest: only ", "bytes came in 0.2 s (tried 6 times)");
    }
}
