package tako.store;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the parts of a version without copying them: a manifest of 100,000 entries is compared in place. Past the
 * last part it stands on a padding 0, for ever.
 */
final class Parts {
    private final byte[] text;
    private final int limit;
    private int start;
    private int end;

    /** Stands before the first part of what is printable ASCII. */
    Parts(String text) {
        this(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Parts(byte[] text) {
        this(text, 0, text.length);
    }

    /** The same of the bytes between these two. */
    Parts(byte[] text, int from, int to) {
        this.text = text;
        this.limit = to;
        this.start = from;
        this.end = from;
    }

    /** Goes to the next part that is not empty; false if there is none, and then it stands on the padding. */
    boolean advance() {
        start = end;
        while (start < limit && isSeparator(text[start])) {
            start++;
        }
        end = start;
        while (end < limit && !isSeparator(text[end])) {
            end++;
        }
        return start < end;
    }

    /** Whether the part is anything but ASCII digits alone. */
    boolean isWord() {
        for (int i = start; i < end; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return true;
            }
        }
        return false;
    }

    /** Whether the part is the number 0, or the padding. */
    boolean isZero() {
        return !isWord() && firstSignificant() == end;
    }

    /** Whether this part and all after it are 0. Goes to the last of them. */
    boolean isZeroFromHere() {
        boolean zero = isZero();
        while (zero && advance()) {
            zero = isZero();
        }
        return zero;
    }

    /** Whether a part after this one is a word. Goes there. */
    boolean findWord() {
        while (advance()) {
            if (isWord()) {
                return true;
            }
        }
        return false;
    }

    /** Goes to the first parts that differ, in both, and compares them; 0 if no later parts differ. */
    int findDifference(Parts other) {
        boolean more = true;
        while (more) {
            boolean moreHere = advance();
            more = other.advance() || moreHere;
            int order = compareTo(other);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Compares the parts that the two stand on: words before numbers, words by their bytes, numbers by their value. */
    int compareTo(Parts other) {
        boolean word = isWord();
        if (word != other.isWord()) {
            return word ? -1 : 1;
        }
        return word ? compareFrom(start, other, other.start) : compareNumber(other);
    }

    private int compareNumber(Parts other) {
        int first = firstSignificant();
        int otherFirst = other.firstSignificant();
        int order = Integer.compare(end - first, other.end - otherFirst);
        return order != 0 ? order : compareFrom(first, other, otherFirst);
    }

    private int compareFrom(int from, Parts other, int otherFrom) {
        int length = Math.min(end - from, other.end - otherFrom);
        for (int i = 0; i < length; i++) {
            int order = Byte.compare(text[from + i], other.text[otherFrom + i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(end - from, other.end - otherFrom);
    }

    private int firstSignificant() {
        int first = start;
        while (first < end && text[first] == '0') {
            first++;
        }
        return first;
    }

    /** The same for parts that compare as equal; 0 for the number 0. */
    int hash() {
        int hash = 0;
        for (int i = isWord() ? start : firstSignificant(); i < end; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }

    static boolean isSeparator(int c) {
        return c == '.' || c == '-' || c == '_';
    }
}
