package tako.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0, PT0S",
        "5, PT5S",
        "500ms, PT0.5S",
        "1min 30s, PT1M30S",
        "1min30, PT1M30S",
        "2 h, PT2H",
        "55s500ms, PT55.5S",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "1M, PT730H30M",
        "1m, PT1M",
        "3\u00b5s, PT0.000003S",
        "3\u03bcs, PT0.000003S",
        "9223372036s, PT2562047H47M16S",
    })
    void readsNumbersWithUnits(String text, Duration duration) throws Exception {
        assertThat(TimeSpan.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "5x", "5 s s", "1.", "3.s", "1.5.5s", "-1", "+1", "5S", "\u0663s", "infinity", "1,5s"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> TimeSpan.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not a time span");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372037s", "9999999999999999999999", "200y 200y", "293y", "99999999999999999999.5us"})
    void refusesMoreThanALongHasNanoseconds(String text) {
        assertThatThrownBy(() -> TimeSpan.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is longer than 292 years");
    }

    @Tag("systemd")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "500ms",
                "1min 30s",
                "2 h",
                "2hours",
                "48hr",
                "1y 12month",
                "55s500ms",
                "300ms20s 5day",
                "1.5h 3M .5s",
                "1w2",
                "1 2",
                "1.25us",
                "7 weeks",
                "0.000001s",
                "1s.5s",
                "1.5 .5",
                "1.5s.5",
                "1.5 5s"
            })
    void agreesWithSystemd(String text) throws Exception {
        assertThat(TimeSpan.parse(text).toNanos() / 1000).isEqualTo(microsecondsBySystemd(text));
    }

    private static long microsecondsBySystemd(String text) throws Exception {
        Process process = new ProcessBuilder("systemd-analyze", "timespan", text).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("\u03bcs: ") || line.startsWith("us: "))
                .map(line -> Long.valueOf(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
