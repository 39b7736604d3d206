package tako.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody most likely meant to write. */
final class Suggestion {
    /** Nobody mistypes so long a word; the comparison takes time that grows with the square of it. */
    private static final int MAX_LENGTH = 40;

    private Suggestion() {}

    /** The choice that differs least, in at most a third of its characters; upper and lower case are the same. */
    static Optional<String> forTypo(String typo, List<String> choices) {
        Optional<String> nearest = Optional.empty();
        if (typo.length() > MAX_LENGTH) {
            return nearest;
        }
        int least = Integer.MAX_VALUE;
        for (String choice : choices) {
            int distance = distance(typo.toLowerCase(Locale.ROOT), choice.toLowerCase(Locale.ROOT));
            if (distance < least && distance <= Math.max(1, choice.length() / 3)) {
                least = distance;
                nearest = Optional.of(choice);
            }
        }
        return nearest;
    }

    /** The insertions, deletions and replacements that make one of the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
