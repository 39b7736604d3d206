package tako.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

/** What is true of every message that a parser has for an administrator. */
public final class Message {
    /** A message repeats at most 100 characters of what it complains of, each of them escaped; and names a file. */
    private static final int MAX_LENGTH = 4096;

    private Message() {}

    /** Fails unless it is one line of visible characters. */
    public static void requireOneLine(String message) {
        assertThat(message).isNotBlank().hasSizeLessThan(MAX_LENGTH);
        for (int i = 0; i < message.length(); i++) {
            if (isInvisible(message.charAt(i))) {
                throw new AssertionError("a character at " + i + " that cannot be seen: " + message);
            }
        }
    }

    private static boolean isInvisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
