package tako.config;

/** Sizes in bytes: a whole number, with {@code K}, {@code M}, {@code G} or {@code T} for powers of 1024. */
final class ByteSize {
    private static final String UNITS = "KMGT";

    private ByteSize() {}

    /**
     * Reads a size.
     *
     * @return 0 to 2^63-1 bytes
     * @throws ConfigException if it is larger, or not a size
     */
    static long parse(String text) throws ConfigException {
        Cursor cursor = new Cursor(text);
        String digits = cursor.digits();
        cursor.skipSpaces();
        String unit = cursor.letters();
        if (digits.isEmpty() || !cursor.atEnd()) {
            throw malformed(text, "write a whole number of bytes, or one with K, M, G or T");
        }
        try {
            return Math.multiplyExact(Cursor.value(digits), factor(text, digits, unit));
        } catch (ArithmeticException e) {
            throw new ConfigException(Printable.quoted(text) + " is more than 2^63-1 bytes");
        }
    }

    private static long factor(String text, String digits, String unit) throws ConfigException {
        if (unit.isEmpty()) {
            return 1;
        }
        int power = UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
        if (power < 0) {
            throw malformed(text, "the units are K, M, G and T");
        }
        String known = UNITS.substring(power, power + 1);
        if (!unit.equals(known)) {
            throw malformed(text, "did you mean " + Printable.quoted(digits + known) + "?");
        }
        return 1L << (10 * (power + 1));
    }

    private static ConfigException malformed(String text, String advice) {
        return new ConfigException(Printable.quoted(text) + " is not a size; " + advice);
    }
}
