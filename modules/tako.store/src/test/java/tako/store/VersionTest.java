package tako.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Vectors;

class VersionTest {
    @Test
    void ordersAsTheOriginalDoes() throws Exception {
        List<List<Version>> groups = new ArrayList<>();
        for (String line : Vectors.lines("order.txt")) {
            List<Version> group = new ArrayList<>();
            for (String text : line.split(" ", -1)) {
                group.add(Version.parse(text));
            }
            groups.add(group);
        }
        for (int i = 0; i < groups.size(); i++) {
            for (int j = 0; j < groups.size(); j++) {
                int expected = Integer.compare(i, j);
                for (Version a : groups.get(i)) {
                    for (Version b : groups.get(j)) {
                        assertThat(Integer.signum(a.compareTo(b)))
                                .as("%s against %s", a, b)
                                .isEqualTo(expected);
                        assertThat(a.equals(b)).isEqualTo(expected == 0);
                        if (expected == 0) {
                            assertThat(a).hasSameHashCodeAs(b);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0-beta", "v1.0", "1.2a", "deadbeef", "1.0.0-rc.2"})
    void isAPreReleaseWithAWordInIt(String text) throws Exception {
        assertThat(Version.parse(text).isPreRelease()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "66.0.3359.117-1", "-", "1_0"})
    void isARegularReleaseWithNumbersAlone(String text) throws Exception {
        assertThat(Version.parse(text).isPreRelease()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 0", "1\t0", "1\u00e9", "1\n", "\u001b[2J"})
    void refusesWhatIsNotPrintableAscii(String text) {
        assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(StoreException.class);
    }

    @Test
    void refusesMoreThan255Characters() throws Exception {
        assertThat(Version.parse("1".repeat(255))).hasToString("1".repeat(255));
        assertThatThrownBy(() -> Version.parse("1".repeat(256)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("256 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", ".1", "1.*", "*", "_a", "/etc"})
    void publishesNothingThatAPatternCouldNotName(String text) {
        assertThatThrownBy(() -> Version.parsePublishable(text)).isInstanceOf(StoreException.class);
    }
}
