package tako.fetch;

import java.time.Duration;
import java.util.OptionalLong;

/** How fast the bytes of one image's run come: not slower than a stall, not faster than {@code RateLimit=}. */
final class Flow {
    /** Enough that handing them over costs nothing; twice as many leave the processor's cache (measured). */
    private static final int BUFFER_SIZE = 512 << 10;

    /** Parts of a second in which a limited rate is kept: few bytes at a time flow evenly. */
    private static final int PARTS = 8;

    private final Limits limits;
    private final Deadline deadline;
    private final OptionalLong rate;
    private final Time time;
    private long next;

    /**
     * For one run.
     *
     * @param rate bytes a second at most
     */
    Flow(Limits limits, Deadline deadline, OptionalLong rate, Time time) {
        this.limits = limits;
        this.deadline = deadline;
        this.rate = rate;
        this.time = time;
        this.next = time.now();
    }

    Limits limits() {
        return limits;
    }

    Deadline deadline() {
        return deadline;
    }

    /** How many bytes to take at once, at most. */
    int bufferSize() {
        return rate.isEmpty() ? BUFFER_SIZE : Math.clamp(rate.getAsLong() / PARTS, 1, BUFFER_SIZE);
    }

    /** So many bytes have come; waits until more may. What was not used in the meantime is not made up for. */
    void took(int bytes) {
        if (rate.isEmpty()) {
            return;
        }
        long now = time.now();
        next = Math.max(next, now) + (long) (bytes * 1e9 / rate.getAsLong());
        time.pause(deadline.within(Duration.ofNanos(next - now)));
    }
}
