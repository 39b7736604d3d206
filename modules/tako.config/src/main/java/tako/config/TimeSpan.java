package tako.config;

import java.time.Duration;

/** Time spans as systemd.time(7) has them: {@code 500ms}, {@code 1min 30s}; a number without a unit is in seconds. */
final class TimeSpan {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000 * MICROSECOND;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;

    /** Julian, as in systemd: 365.25 days. */
    private static final long YEAR = 365 * DAY + 6 * HOUR;

    private static final long MONTH = YEAR / 12;

    private final String text;
    private final Cursor cursor;

    private TimeSpan(String text) {
        this.text = text;
        this.cursor = new Cursor(text);
    }

    /**
     * Reads a finite time span.
     *
     * @return 0 to 2^63-1 ns, so that it always has a value in nanoseconds
     * @throws ConfigException if it is longer, or not a time span
     */
    static Duration parse(String text) throws ConfigException {
        return new TimeSpan(text).parse();
    }

    private Duration parse() throws ConfigException {
        try {
            long nanoseconds = 0;
            do {
                nanoseconds = Math.addExact(nanoseconds, term());
                cursor.skipSpaces();
            } while (!cursor.atEnd());
            return Duration.ofNanos(nanoseconds);
        } catch (ArithmeticException e) {
            throw new ConfigException(Printable.quoted(text) + " is longer than 292 years");
        }
    }

    private long term() throws ConfigException {
        String whole = cursor.digits();
        boolean hasPoint = cursor.skip('.');
        String fraction = hasPoint ? cursor.digits() : "";
        boolean hasDigits = hasPoint ? !fraction.isEmpty() : !whole.isEmpty();
        boolean hasSecondPoint = hasPoint && cursor.skip('.');
        if (!hasDigits || hasSecondPoint) {
            throw malformed();
        }
        cursor.skipSpaces();
        long unit = unit(cursor.letters());
        return Math.addExact(Math.multiplyExact(Cursor.value(whole), unit), fractionOf(unit, fraction));
    }

    private static long fractionOf(long unit, String fraction) {
        long sum = 0;
        long weight = unit;
        for (int i = 0; i < fraction.length(); i++) {
            weight /= 10;
            sum += (fraction.charAt(i) - '0') * weight;
        }
        return sum;
    }

    private long unit(String name) throws ConfigException {
        return switch (name) {
            case "usec", "us", "\u00b5s", "\u03bcs" -> MICROSECOND;
            case "msec", "ms" -> MILLISECOND;
            case "", "seconds", "second", "sec", "s" -> SECOND;
            case "minutes", "minute", "min", "m" -> MINUTE;
            case "hours", "hour", "hr", "h" -> HOUR;
            case "days", "day", "d" -> DAY;
            case "weeks", "week", "w" -> WEEK;
            case "months", "month", "M" -> MONTH;
            case "years", "year", "y" -> YEAR;
            default -> throw malformed();
        };
    }

    private ConfigException malformed() {
        return new ConfigException(
                Printable.quoted(text) + " is not a time span; write for example 500ms, 5s or 1min 30s");
    }
}
