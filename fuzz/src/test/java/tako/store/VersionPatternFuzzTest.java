package tako.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import tako.fuzz.Lines;
import tako.fuzz.Message;

class VersionPatternFuzzTest {
    /** A pattern, a version, and the one that is installed, one a line. */
    @FuzzTest
    void readsWhatItWritesAndMatchesWhatItSays(byte[] input) throws Exception {
        List<String> lines = Lines.of(input, 3);
        VersionPattern pattern;
        Version candidate;
        Version installed;
        try {
            pattern = VersionPattern.parse(lines.get(0));
            candidate = Version.parse(lines.get(1));
            installed = Version.parse(lines.get(2));
        } catch (StoreException e) {
            Message.requireOneLine(e.getMessage());
            return;
        }
        VersionPattern again = VersionPattern.parse(pattern.toString());
        assertThat(again).isEqualTo(pattern).hasToString(pattern.toString());
        assertThat(again.namesWord()).isEqualTo(pattern.namesWord());
        check(pattern, candidate, installed);
    }

    private static void check(VersionPattern pattern, Version candidate, Version installed) throws StoreException {
        boolean matches = pattern.matches(candidate, Optional.of(installed));
        switch (pattern) {
            case VersionPattern.Exact(Version version) ->
                assertThat(matches).isEqualTo(candidate.compareTo(version) == 0);
            case VersionPattern.Prefix(String beginning)
            when !beginning.isEmpty() ->
                assertThat(pattern.matches(Version.parse(beginning), Optional.empty()))
                        .isTrue();
            case VersionPattern.Prefix all -> assertThat(matches).isTrue();
            case VersionPattern.Range(Version from, Version to) -> {
                assertThat(pattern.matches(from, Optional.empty())).isTrue();
                assertThat(pattern.matches(to, Optional.empty())).isFalse();
                assertThat(!matches || (candidate.compareTo(from) >= 0 && candidate.compareTo(to) < 0))
                        .isTrue();
            }
            case VersionPattern.Compatible compatible -> {
                assertThat(pattern.matches(candidate, Optional.empty())).isTrue();
                assertThat(pattern.matches(installed, Optional.of(installed))).isTrue();
                assertThat(!matches || candidate.compareTo(installed) >= 0).isTrue();
            }
        }
    }
}
