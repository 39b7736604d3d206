package tako.fetch;

import java.util.Optional;

/**
 * The header of a 206 answer (RFC 9110 section 14.4).
 *
 * @param first the first byte of the body
 * @param last the last one, inclusive
 * @param length the whole file's length
 */
record ContentRange(long first, long last, long length) {
    private static final String UNIT = "bytes ";

    /** Reads {@code bytes FIRST-LAST/LENGTH}; empty for everything else, an unknown length included. */
    static Optional<ContentRange> parse(String header) {
        int dash = header.indexOf('-');
        int slash = header.indexOf('/');
        if (!header.startsWith(UNIT) || dash < 0 || slash < dash) {
            return Optional.empty();
        }
        long first = number(header.substring(UNIT.length(), dash));
        long last = number(header.substring(dash + 1, slash));
        long length = number(header.substring(slash + 1));
        boolean sound = first >= 0 && first <= last && last < length;
        return sound ? Optional.of(new ContentRange(first, last, length)) : Optional.empty();
    }

    /** -1 for what is not decimal digits alone, or too many of them. */
    private static long number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
