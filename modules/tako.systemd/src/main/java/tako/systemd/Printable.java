package tako.systemd;

/** Text from outside, in a form that cannot steer a terminal or break a journal line. */
final class Printable {
    private Printable() {}

    /** The text with control, format and line-separating characters written as {@code \}{@code u001b}. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) {
                printable.append(c);
            } else {
                printable.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        return printable.toString();
    }

    private static boolean isHarmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
