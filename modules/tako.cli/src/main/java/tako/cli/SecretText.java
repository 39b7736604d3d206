package tako.cli;

/** Keeps secret keys out of messages: one that was typed in the wrong place is repeated in no log. */
final class SecretText {
    private static final String PREFIX = "SECRET+";
    private static final String MASK = "***";

    private SecretText() {}

    /** The text with stars in place of what follows each {@code SECRET+}. */
    static String masked(String text) {
        int start = text.indexOf(PREFIX);
        if (start < 0) {
            return text;
        }
        int secret = start + PREFIX.length();
        int end = secret;
        while (end < text.length() && isBase64(text.charAt(end))) {
            end++;
        }
        return text.substring(0, secret) + MASK + masked(text.substring(end));
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '=';
    }
}
