package tako.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tako.crypto.Digest;

class PolicyTest {
    private static final boolean PRE_RELEASES = true;

    @Test
    void takesTheHighestWhileNothingIsInstalled() throws Exception {
        assertThat(candidates("compatible", "", "0.9 1.0.0 1.1.0 2.0.0")).isEqualTo("2.0.0 1.1.0 1.0.0 0.9");
        assertThat(candidates("1.*", "", "0.9 1.0.0 1.1.0 2.0.0")).isEqualTo("1.1.0 1.0.0");
    }

    @Test
    void staysBelowTheNextBreakingVersion() throws Exception {
        assertThat(candidates("compatible", "1.0.0", "0.9 1.0.0 1.1.0 2.0.0")).isEqualTo("1.1.0 1.0.0");
        assertThat(candidates("compatible", "0.3.1", "0.2 0.3.0 0.3.1 0.3.2 0.4 1.0"))
                .isEqualTo("0.3.2 0.3.1");
    }

    @Test
    void endsWithWhatIsInstalledWhereThatMatches() throws Exception {
        assertThat(candidates("1.*", "1.1.0", "1.0.0 1.1.0 1.2.0 2.0.0")).isEqualTo("1.2.0 1.1.0");
        assertThat(candidates("1.*", "1.1.0", "1.0.0 1.1.0")).isEqualTo("1.1.0");
        assertThat(candidates("1.0 <= v < 2.0", "1.1.0", "1.0.0 1.1.0 1.2.0")).isEqualTo("1.2.0 1.1.0");
    }

    @Test
    void neverGoesBelowWhatIsInstalledEvenIfItIsNotListed() throws Exception {
        assertThat(candidates("1.*", "1.1.0", "1.0.0 1.2.0")).isEqualTo("1.2.0");
        assertThat(candidates("1.*", "1.1.0", "1.0.0")).isEmpty();
    }

    @Test
    void goesDownWhereThePatternWasMovedDown() throws Exception {
        assertThat(candidates("1.0.0", "1.1.0", "1.0.0 1.1.0")).isEqualTo("1.0.0");
        assertThat(candidates("1.*", "2.0.0", "1.0.0 1.1.0 2.0.0")).isEqualTo("1.1.0 1.0.0");
    }

    @Test
    void offersNothingWhereNothingMatches() throws Exception {
        assertThat(candidates("3.*", "1.0.0", "1.0.0 2.0.0")).isEmpty();
        assertThat(candidates("*", "", "")).isEmpty();
    }

    @Test
    void leavesPreReleasesOutWhereSomethingElseMatches() throws Exception {
        assertThat(candidates("*", "", "1.0 1.1-beta 1.1 1.2-rc1")).isEqualTo("1.1 1.0");
        assertThat(candidates("compatible", "1.0", "1.0 1.1-beta")).isEqualTo("1.0");
        assertThat(candidates("1 <= v < 2", "", "1.0 1.1-beta 2.0-beta")).isEqualTo("1.0");
    }

    @Test
    void takesPreReleasesWhereNothingElseMatches() throws Exception {
        assertThat(candidates("1.*", "", "0.9 1.0-beta 1.0-rc1")).isEqualTo("1.0-rc1 1.0-beta");
        assertThat(candidates("compatible", "1.0-beta", "1.0-beta 1.0-rc1")).isEqualTo("1.0-rc1 1.0-beta");
    }

    @Test
    void takesPreReleasesWhereThePatternNamesAWord() throws Exception {
        assertThat(candidates("1.0-beta.*", "", "1.0-beta.1 1.0-beta.2 1.0")).isEqualTo("1.0-beta.2 1.0-beta.1");
        assertThat(candidates("1.0-rc1", "1.0", "1.0-rc1 1.0")).isEqualTo("1.0-rc1");
        assertThat(candidates("1.0-rc1 <= v < 2", "", "1.0-rc1 1.0 1.1-a")).isEqualTo("1.1-a 1.0 1.0-rc1");
    }

    @Test
    void takesPreReleasesWhereTheyAreAskedFor() throws Exception {
        var policy = new Policy(VersionPattern.parse("*"), PRE_RELEASES);
        assertThat(names(policy.candidates(entries("1.0 1.1-beta 1.1 1.2-rc1"), Optional.empty())))
                .isEqualTo("1.2-rc1 1.1 1.1-beta 1.0");
    }

    @Test
    void leavesAPreReleaseForTheReleaseThatComesAfterIt() throws Exception {
        assertThat(candidates("compatible", "1.0-rc1", "1.0-rc1 1.0 1.1-beta")).isEqualTo("1.0");
    }

    @Test
    void goesBackFromAPreReleaseThatNoLongerCounts() throws Exception {
        assertThat(candidates("1.*", "1.1-beta", "1.0 1.1-beta")).isEqualTo("1.0");
    }

    @Test
    void isStuckAtAVersionThatBeginsWithAWordOnlyIfCompatibleHasToJudgeIt() throws Exception {
        var compatible = new Policy(VersionPattern.parse("compatible"), false);
        assertThat(compatible.isStuckAt(Version.parse("deadbeef"))).isTrue();
        assertThat(compatible.isStuckAt(Version.parse("1.0-beta"))).isFalse();
        assertThat(new Policy(VersionPattern.parse("*"), false).isStuckAt(Version.parse("deadbeef")))
                .isFalse();
        assertThat(candidates("compatible", "b", "a b c 1.0")).isEqualTo("b");
    }

    private static String candidates(String pattern, String installed, String versions) throws StoreException {
        var policy = new Policy(VersionPattern.parse(pattern), false);
        Optional<Version> version = installed.isEmpty() ? Optional.empty() : Optional.of(Version.parse(installed));
        return names(policy.candidates(entries(versions), version));
    }

    private static List<Entry> entries(String versions) throws StoreException {
        List<Entry> entries = new ArrayList<>();
        for (String version : versions.isEmpty() ? new String[0] : versions.split(" ", -1)) {
            entries.add(new Entry(Version.parse(version), 1, Digest.of(version.getBytes(StandardCharsets.US_ASCII))));
        }
        return entries;
    }

    private static String names(List<Entry> entries) {
        return String.join(
                " ", entries.stream().map(entry -> entry.version().toString()).toList());
    }
}
