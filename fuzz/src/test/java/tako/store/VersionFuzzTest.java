package tako.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tako.fuzz.Lines;
import tako.fuzz.Message;

class VersionFuzzTest {
    /** Of three versions, one a line. */
    @FuzzTest
    void isATotalOrderAndTheOneThatIsPromised(byte[] input) {
        List<Version> versions = new ArrayList<>();
        for (String line : Lines.of(input, 3)) {
            try {
                versions.add(Version.parse(line));
            } catch (StoreException e) {
                Message.requireOneLine(e.getMessage());
                return;
            }
        }
        for (Version a : versions) {
            for (Version b : versions) {
                checkPair(a, b);
                for (Version c : versions) {
                    checkTransitive(a, b, c);
                }
            }
        }
    }

    private static void checkPair(Version a, Version b) {
        int order = Integer.signum(a.compareTo(b));
        assertThat(order).as("%s against %s", a, b).isEqualTo(promised(a, b));
        assertThat(Integer.signum(b.compareTo(a))).as("%s against %s", b, a).isEqualTo(-order);
        assertThat(a.equals(b)).as("%s equals %s", a, b).isEqualTo(order == 0);
        if (order == 0) {
            assertThat(a).hasSameHashCodeAs(b);
            assertThat(a.isPreRelease()).as("%s and %s", a, b).isEqualTo(b.isPreRelease());
        }
    }

    private static void checkTransitive(Version a, Version b, Version c) {
        if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
            assertThat(a.compareTo(c)).as("%s, %s, %s", a, b, c).isNotPositive();
        }
    }

    /** The order as the documentation has it, written for reading. */
    private static int promised(Version a, Version b) {
        List<String> these = parts(a);
        List<String> those = parts(b);
        for (int i = 0; i < Math.max(these.size(), those.size()); i++) {
            int order = promised(part(these, i), part(those, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int promised(String a, String b) {
        boolean number = isNumber(a);
        if (number != isNumber(b)) {
            return number ? 1 : -1;
        }
        return Integer.signum(number ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b));
    }

    private static List<String> parts(Version version) {
        List<String> parts = new ArrayList<>(List.of(version.toString().split("[._-]")));
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "0";
    }

    private static boolean isNumber(String part) {
        return part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
