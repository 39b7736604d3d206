package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.stallAfter;
import static tako.testing.Behaviour.stallBeforeHead;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tako.testing.Gate;

/** {@code TimeoutSec=} and {@code RateLimit=}. */
class TimeLimitTest extends UpdateFixture {
    private static final int SIZE = 200_000;
    private static final String IMAGE = "0123456789".repeat(SIZE / 10);
    private static final String PATH = Origin.path(IMAGE);

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", IMAGE);
    }

    @Test
    void endsADownloadAndKeepsWhatCameOfIt() throws Exception {
        configure("TimeoutSec=300ms");
        origin.next(PATH, stallAfter(80_000, new Gate()));

        assertThat(failure())
                .isEqualTo(origin.url() + PATH + ": given up, for the run has taken as long as TimeoutSec= allows"
                        + " (0.3 s); 80000 of 200000 bytes are here, the next run goes on from there");

        assertThat(partial(IMAGE)).hasSize(80_000);
        configure();
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.transfers()).containsExactly("downloading 1.0 from 80000 to 200000 of 200000");
    }

    @Test
    void asksNoOtherOriginThen() throws Exception {
        configure("TimeoutSec=300ms");
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(Origin.MANIFEST, stallBeforeHead(new Gate()));

        assertThat(failureThatChangesNothing())
                .isEqualTo(origin.url() + "/manifest: given up, for the run has taken as long as TimeoutSec= allows"
                        + " (0.3 s)");

        assertThat(mirror.server().requests()).isEmpty();
    }

    @Test
    void waitsForNoAttemptThatWouldComeTooLate() {
        configure("TimeoutSec=2s");
        origin.always(Origin.MANIFEST, answering(503));

        assertThat(failure()).contains("status 503 (tried 2 times)");
    }

    @Test
    void endsADownloadThatFlowsSteadily() throws Exception {
        configure("TimeoutSec=5s", "RateLimit=16K");

        assertThat(failure()).contains("TimeoutSec= allows (5 s); ").contains(" of 200000 bytes are here");

        assertThat(partial(IMAGE).toFile().length()).isBetween(5 * 16_384L - 2048, 5 * 16_384L + 2048);
    }

    @Test
    void takesNoMoreBytesASecondThanAllowed() throws Exception {
        configure("RateLimit=16K");

        assertThat(run()).isEqualTo(installed("1.0"));

        Duration atThatRate = Duration.ofMillis(SIZE * 1000L / 16_384);
        assertThat(Duration.ofNanos(time.now())).isBetween(atThatRate, atThatRate.plusSeconds(1));
        assertThat(time.pauses()).allSatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(126)));
    }

    @Test
    void takesWhatComesWithoutALimit() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(time.pauses()).isEmpty();
    }
}
