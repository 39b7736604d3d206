package tako.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import tako.fuzz.Message;

class ValuesFuzzTest {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final int LONGEST_UNIT_NAME = 255;

    private interface Parser {
        void check(String text) throws ConfigException;
    }

    /** Time spans, sizes and names of units. */
    @FuzzTest
    void areInTheirRangeOrRefused(byte[] input) {
        String text = new String(input, UTF_8);
        check(text, ValuesFuzzTest::timeSpan);
        check(text, ValuesFuzzTest::size);
        check(text, ValuesFuzzTest::unit);
    }

    private static void check(String text, Parser parser) {
        try {
            parser.check(text);
        } catch (ConfigException e) {
            Message.requireOneLine(e.getMessage());
        }
    }

    private static void timeSpan(String text) throws ConfigException {
        Duration span = TimeSpan.parse(text);
        assertThat(span).isBetween(Duration.ZERO, LONGEST);
        String microseconds = span.toNanos() / 1000 + "us";
        assertThat(TimeSpan.parse(microseconds)).isEqualTo(Duration.ofNanos(span.toNanos() / 1000 * 1000));
    }

    private static void size(String text) throws ConfigException {
        long size = ByteSize.parse(text);
        assertThat(size).isNotNegative();
        assertThat(ByteSize.parse(Long.toString(size))).isEqualTo(size);
    }

    private static void unit(String text) throws ConfigException {
        assertThat(UnitName.parse(text))
                .isEqualTo(text)
                .hasSizeLessThanOrEqualTo(LONGEST_UNIT_NAME)
                .matches("[A-Za-z0-9:_.\\\\@-]+\\.[a-z]+");
    }
}
