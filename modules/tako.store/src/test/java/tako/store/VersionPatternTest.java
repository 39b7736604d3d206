package tako.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Vectors;

class VersionPatternTest {
    @Test
    void matchesAsTheOriginalDoes() throws Exception {
        List<String[]> rows = Vectors.rows("match.tsv");
        assertThat(rows).isNotEmpty();
        for (String[] row : rows) {
            assertThat(matches(row[0], row[1]))
                    .as("%s against %s", row[0], row[1])
                    .isEqualTo(row[2].equals("1"));
        }
    }

    @ParameterizedTest(name = "{0}: {1} is in")
    @CsvSource({
        "1.2 <= v < 2.0, 1.2",
        "1.2 <= v < 2.0, 1.2.0",
        "1.2 <= v < 2.0, 1.3-beta",
        "1.2 <= v < 2.0, 1.99.99",
        "1.2<=v<2.0, 1.5",
        "'  1.2<= v   <2.0 ', 1.5",
        "1.2-rc1 <= v < 2.0, 1.2-rc1",
        "1.0 <= v < 2.0-rc1, 2.0-beta",
        "1 <= v < 2.1, 2.0-beta",
        "1 <= v < 2.1, 2.0",
        "1 <= v < 2.1, 2.a",
    })
    void holdsWhatARangeHolds(String pattern, String version) throws Exception {
        assertThat(matches(pattern, version)).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1} is out")
    @CsvSource({
        "1.2 <= v < 2.0, 1.1.9",
        "1.2 <= v < 2.0, 1.2-beta",
        "1.2 <= v < 2.0, 2",
        "1.2 <= v < 2.0, 2.0.0",
        "1.2 <= v < 2.0, 2.0.1",
        "1.2 <= v < 2.0, 2.0-beta",
        "1.2 <= v < 2.0, 2-rc1",
        "1.2 <= v < 2.0, 2.0.0.0-rc.2",
        "1.2 <= v < 2, 2.0-beta",
        "1.0 <= v < 2.0-rc1, 2.0-rc1",
        "1.0 <= v < 2.0-rc1, 2.0-rc1-alpha",
        "1 <= v < 2.1, 2.1-beta",
    })
    void leavesOutTheUpperBoundAndItsPreReleases(String pattern, String version) throws Exception {
        assertThat(matches(pattern, version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0 <= v < 1.0", "1 <= v < 1.0", "2.0-beta <= v < 2.0", "a <= v < 0"})
    void refusesARangeThatNothingCanLieIn(String pattern) {
        assertThatThrownBy(() -> VersionPattern.parse(pattern))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is an empty range");
    }

    @ParameterizedTest(name = "{1} installed: {0} is in")
    @CsvSource({
        "1.4.2, 1.4.2",
        "1.4.2.0, 1.4.2",
        "1.5, 1.4.2",
        "1.99, 1.4.2",
        "0.3.1, 0.3.1",
        "0.3.9, 0.3.1",
        "0.0.2, 0.0.1",
        "0.0.2, 0",
        "deadbeef, deadbeef",
        "1.0.0, 1.0.0-rc1",
    })
    void takesWhatIsCompatible(String version, String installed) throws Exception {
        assertThat(VersionPattern.parse("compatible").matches(Version.parse(version), installed(installed)))
                .isTrue();
    }

    @ParameterizedTest(name = "{1} installed: {0} is out")
    @CsvSource({
        "1.4.1, 1.4.2",
        "2.0, 1.4.2",
        "2.0-beta, 1.4.2",
        "0.4, 0.3.1",
        "0.4-beta, 0.3.1",
        "0.3, 0.3.1",
        "1.0, 0.3.1",
        "0.1, 0",
        "10.0, 1.0",
        "deadbeff, deadbeef",
        "v1.1, v1.0",
        "1.0, v1.0",
    })
    void leavesOutWhatIsNotCompatible(String version, String installed) throws Exception {
        assertThat(VersionPattern.parse("compatible").matches(Version.parse(version), installed(installed)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "0.1-beta", "deadbeef"})
    void takesEverythingAsCompatibleWhileNothingIsInstalled(String version) throws Exception {
        assertThat(matches("compatible", version)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"1.0.0-rc2, true", "1.0.0-beta.*, true", "1-a <= v < 2, true", "1 <= v < 2-a, true", "a.*, true"})
    @CsvSource({"1.0, false", "*, false", "1.2.*, false", "1 <= v < 2, false", "compatible, false"})
    void tellsWhetherItNamesAWord(String pattern, boolean names) throws Exception {
        assertThat(VersionPattern.parse(pattern).namesWord()).isEqualTo(names);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1.2*, did you mean '1.2.*'?",
        "v*, did you mean 'v.*'?",
        "1.*.3, did you mean '1.*'?",
        "1.**, did you mean '1.*'?",
        ".*, did you mean '*'?",
        "Compatible, did you mean 'compatible'?",
        "^1.2, operator that Tako does not have",
        "~1.2, operator that Tako does not have",
        "=1.2, operator that Tako does not have",
        ">=1.2, write it as '1.2 <= v < 2.0'",
        "1.2 <= v, write it as '1.2 <= v < 2.0'",
        "<= v < 2, write it as '1.2 <= v < 2.0'",
        "1 <= w < 2, write it as '1.2 <= v < 2.0'",
        "1 <= v < 2 < 3, write it as '1.2 <= v < 2.0'",
        "1 < v < 2, write it as '1.2 <= v < 2.0'",
        "1.2 <= v <= 2.0, includes its upper bound",
        "1.* <= v < 2.0, has a '*' in a bound",
        "1.0 1.1, has a space in a version",
        "1.0 1.*, has a space in a version",
        "'', is empty",
        "' ', is empty",
    })
    void saysWhatWouldBeRight(String pattern, String advice) {
        assertThatThrownBy(() -> VersionPattern.parse(pattern))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.\u001b[2J", "1.\u00e9.*", "1\n.*", "\u202e1.*", "1.0\t1.1"})
    void neverRepeatsWhatIsNotPrintable(String pattern) {
        assertThatThrownBy(() -> VersionPattern.parse(pattern))
                .isInstanceOf(StoreException.class)
                .message()
                .matches("[ -~]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "1.2.*", "1-*", "*", "1.2 <= v < 2.0", "compatible"})
    void writesWhatItReads(String pattern) throws Exception {
        assertThat(VersionPattern.parse(pattern)).hasToString(pattern).isEqualTo(VersionPattern.parse(pattern));
    }

    private static boolean matches(String pattern, String version) throws StoreException {
        return VersionPattern.parse(pattern).matches(Version.parse(version), Optional.empty());
    }

    private static Optional<Version> installed(String version) throws StoreException {
        return Optional.of(Version.parse(version));
    }
}
