package tako.config;

/**
 * Text from outside, made fit for a message: nothing in it can move a cursor, end a line or turn the writing around.
 */
final class Printable {
    /** A longer value tells a reader no more, and would bury the rest of the message. */
    private static final int MAX_QUOTED = 100;

    private Printable() {}

    /** The text in single quotes, cut where it is long. */
    static String quoted(String text) {
        if (text.length() <= MAX_QUOTED) {
            return "'" + of(text) + "'";
        }
        return "'" + of(text.substring(0, MAX_QUOTED)) + "...'";
    }

    /** The text with every invisible character written as its code point: U+001B as a backslash and 1b in braces. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (isVisible(codePoint)) {
                printable.appendCodePoint(codePoint);
            } else {
                printable.append("\\{").append(Integer.toHexString(codePoint)).append('}');
            }
            i += Character.charCount(codePoint);
        }
        return printable.toString();
    }

    private static boolean isVisible(int codePoint) {
        if (codePoint < 0x7f) {
            return codePoint >= ' ';
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
