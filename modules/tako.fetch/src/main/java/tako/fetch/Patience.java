package tako.fetch;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often one image's run still tries again, and when: a budget of attempts and of time. Only for the thread that the
 * run is on.
 */
final class Patience {
    private final Limits limits;
    private final Deadline deadline;
    private final Time time;
    private final RandomGenerator random;
    private int inVain;
    private int retries;
    private long since;

    Patience(Limits limits, Deadline deadline, Time time, RandomGenerator random) {
        this.limits = limits;
        this.deadline = deadline;
        this.time = time;
        this.random = random;
        this.since = time.now();
    }

    /** Something worked, or something else is tried: what comes counts anew. */
    void renew() {
        inVain = 0;
        since = time.now();
    }

    /** Whether a server that asks to be left alone for so long can be waited for at all. */
    boolean covers(Duration wait) {
        return wait.compareTo(limits.patience()) < 0;
    }

    /**
     * After an attempt that failed: how long to wait before the next one, or nothing if there is to be none.
     *
     * @param atLeast what a server asks for
     */
    Optional<Duration> next(Duration atLeast) {
        inVain++;
        if (inVain >= limits.attempts() || retries >= Limits.MAX_RETRIES) {
            return Optional.empty();
        }
        Duration backoff = backoff();
        Duration pause = backoff.compareTo(atLeast) < 0 ? atLeast : backoff;
        long spent = time.now() - since;
        if (!covers(pause.plusNanos(spent)) || !deadline.allows(pause)) {
            return Optional.empty();
        }
        retries++;
        return Optional.of(pause);
    }

    /** Twice as long each time, less up to a half by chance: many hosts that failed together do not return together. */
    private Duration backoff() {
        long longest = Limits.FIRST_PAUSE.toMillis() << (inVain - 1);
        return Duration.ofMillis(longest / 2 + (long) (random.nextDouble() * (longest - longest / 2)));
    }
}
