package tako.config;

/**
 * One {@code Key=Value} of a file.
 *
 * @param line where it begins, from 1 on
 * @param key as it is written: ASCII letters, digits, {@code -} and {@code _}
 * @param value without white space around it; empty where the key is reset
 */
record Assignment(int line, String key, String value) {
    /** The same with another value. */
    Assignment with(String newValue) {
        return new Assignment(line, key, newValue);
    }
}
