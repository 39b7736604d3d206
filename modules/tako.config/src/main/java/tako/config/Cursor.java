package tako.config;

/** Walks over the numbers and units of a value. */
final class Cursor {
    private final String text;
    private int position;

    Cursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** The ASCII digits from here on; empty if there are none. */
    String digits() {
        int start = position;
        while (!atEnd() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        return text.substring(start, position);
    }

    /** The letters from here on, of any script; empty if there are none. */
    String letters() {
        int start = position;
        while (!atEnd() && Character.isLetter(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /** Goes past a character, if it stands here. */
    boolean skip(char c) {
        if (atEnd() || text.charAt(position) != c) {
            return false;
        }
        position++;
        return true;
    }

    void skipSpaces() {
        while (!atEnd() && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
            position++;
        }
    }

    /**
     * The value of some digits; 0 for none.
     *
     * @throws ArithmeticException if it is above 2^63-1
     */
    static long value(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = Math.addExact(Math.multiplyExact(value, 10), digits.charAt(i) - '0');
        }
        return value;
    }
}
