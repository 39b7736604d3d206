package tako.fetch;

import java.time.Duration;
import java.util.Optional;

/** The end of the time that one image's run may take ({@code TimeoutSec=}). It may be read while it begins. */
final class Deadline {
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Optional<Duration> limit;
    private final Time time;
    private volatile boolean running;
    private volatile long begin;

    /** Without a limit it never comes. */
    Deadline(Optional<Duration> limit, Time time) {
        this.limit = limit;
        this.time = time;
    }

    /** The run begins now, so the time does. */
    void begin() {
        begin = time.now();
        running = true;
    }

    /** The time that is left; 0 when it is over. */
    Duration left() {
        if (limit.isEmpty() || !running) {
            return FOR_EVER;
        }
        Duration left = limit.get().minusNanos(time.now() - begin);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** As long as this, but not beyond the deadline. */
    Duration within(Duration length) {
        return endsBefore(length) ? left() : length;
    }

    /** Whether it comes before so much time has passed. */
    boolean endsBefore(Duration length) {
        return left().compareTo(length) < 0;
    }

    boolean isOver() {
        return left().isZero();
    }

    /** What to throw then. */
    AbortException passed(String place) {
        return new AbortException(place + ": given up, for the run has taken as long as TimeoutSec= allows ("
                + Seconds.of(limit.orElse(Duration.ZERO)) + ")");
    }
}
