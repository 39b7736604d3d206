package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void bitesWhenNothingCame() throws Exception {
        CountDownLatch bitten = new CountDownLatch(1);
        try (Watchdog watchdog = new Watchdog(Duration.ofMillis(20), bitten::countDown)) {
            assertThat(bitten.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(watchdog.hasBitten()).isTrue();
        }
    }

    @Test
    void waitsFromTheLastThatCame() throws Exception {
        CountDownLatch bitten = new CountDownLatch(1);
        long start = System.nanoTime();
        try (Watchdog watchdog = new Watchdog(Duration.ofMillis(200), bitten::countDown)) {
            while (System.nanoTime() - start < 300_000_000L) {
                watchdog.feed();
                Thread.onSpinWait();
            }
            assertThat(watchdog.hasBitten()).isFalse();
            assertThat(bitten.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void isQuietOnceClosed() throws Exception {
        CountDownLatch bitten = new CountDownLatch(1);
        Watchdog watchdog = new Watchdog(Duration.ofMillis(50), bitten::countDown);
        watchdog.close();
        assertThat(bitten.await(150, TimeUnit.MILLISECONDS)).isFalse();
    }
}
