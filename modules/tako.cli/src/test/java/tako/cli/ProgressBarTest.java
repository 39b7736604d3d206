package tako.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
    private static final long MILLISECOND = 1_000_000L;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private long now = 5;

    private ProgressBar bar(long before, long total) {
        return new ProgressBar(
                new PrintStream(screen, true, UTF_8), true, () -> now, "app: downloading", before, total);
    }

    @Test
    void staysAwayFromWhatIsOverInHalfASecond() {
        try (ProgressBar bar = bar(0, 100)) {
            now += 499 * MILLISECOND;
            bar.at(99);
        }
        assertThat(screen.size()).isZero();
    }

    @Test
    void showsShareRateAndTimeLeftAndLeavesNothing() {
        try (ProgressBar bar = bar(0, 4 << 20)) {
            now += 1000 * MILLISECOND;
            bar.at(1 << 20);
            bar.at(2 << 20);
        }
        assertThat(screen)
                .hasToString("\r\u001b[Kapp: downloading [#######-----------------------] 25% of 4.0 MiB, 1.0 MiB/s,"
                        + " 3 s left\r\u001b[K");
    }

    @Test
    void countsTheRateFromWhereADownloadResumed() {
        try (ProgressBar bar = bar(1 << 20, 2 << 20)) {
            now += 2000 * MILLISECOND;
            bar.at((1 << 20) + (1 << 11));
        }
        assertThat(screen).asString().contains("1.0 KiB/s");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048575, 1023.9 KiB",
        "1048576, 1.0 MiB",
        "10737418240, 10.0 GiB",
        "9223372036854775807, 7.9 EiB",
    })
    void writesAmounts(long bytes, String text) {
        assertThat(ProgressBar.amount(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min 0 s", "3599, 59 min 59 s", "7380, 2 h 3 min"})
    void writesDurations(long seconds, String text) {
        assertThat(ProgressBar.duration(seconds)).isEqualTo(text);
    }
}
