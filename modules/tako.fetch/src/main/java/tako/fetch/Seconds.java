package tako.fetch;

import java.time.Duration;

/** Time spans for messages. */
final class Seconds {
    private Seconds() {}

    /** In seconds, with tenths where there are any: {@code 1.5 s}, {@code 90 s}. */
    static String of(Duration length) {
        long tenths = (length.toMillis() + 50) / 100;
        return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }
}
