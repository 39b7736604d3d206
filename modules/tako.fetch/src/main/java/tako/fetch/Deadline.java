package tako.fetch;

import java.time.Duration;
import java.util.Optional;

/**
 * The end of the time that one image's run may take ({@code TimeoutSec=}), and of its turn where others wait for theirs.
 * It may be read while it begins.
 */
final class Deadline {
    static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Optional<Duration> limit;
    private final Time time;
    private volatile Duration turn = FOR_EVER;
    private volatile boolean isLastTurn;
    private volatile Duration spent = Duration.ZERO;
    private volatile boolean running;
    private volatile long begin;

    /** Without a limit the run may take for ever. */
    Deadline(Optional<Duration> limit, Time time) {
        this.limit = limit;
        this.time = time;
    }

    /**
     * From its next beginning on the run may take so long.
     *
     * @param last whether it has no other turn after that
     */
    void limitTurn(Duration length, boolean last) {
        turn = length;
        isLastTurn = last;
    }

    /** The run begins now or goes on, so the time does. */
    void begin() {
        begin = time.now();
        running = true;
    }

    /** Whether this turn has taken less than so long. */
    boolean isYoungerThan(Duration age) {
        return time.now() - begin < age.toNanos();
    }

    /** Others have their turns, and their time is not this run's. */
    void pause() {
        spent = spent.plusNanos(time.now() - begin);
        running = false;
    }

    /** The time that is left; 0 when it is over. */
    Duration left() {
        Duration ofTurn = leftOfTurn();
        Duration ofRun = leftOfRun();
        return ofTurn.compareTo(ofRun) < 0 ? ofTurn : ofRun;
    }

    private Duration leftOfTurn() {
        return turn.equals(FOR_EVER) || !running ? FOR_EVER : left(turn);
    }

    private Duration leftOfRun() {
        return limit.isEmpty() || !running ? FOR_EVER : left(limit.get().minus(spent));
    }

    private Duration left(Duration allowed) {
        Duration left = allowed.minusNanos(time.now() - begin);
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

    /** Whether the run, in this turn or another, may still take so long. */
    boolean allows(Duration length) {
        return leftOfRun().compareTo(length) >= 0;
    }

    boolean isOver() {
        return left().isZero();
    }

    /** What to throw then. */
    AbortException passed(String place) {
        if (leftOfTurn().compareTo(leftOfRun()) < 0) {
            if (isLastTurn) {
                return new AbortException(place + ": given up for this run after " + Seconds.of(turn)
                        + ", so that the next one can begin");
            }
            return new TurnOverException(
                    place + ": set aside after " + Seconds.of(turn) + ", for other images wait; it goes on after them");
        }
        return new AbortException(place + ": given up, for the run has taken as long as TimeoutSec= allows ("
                + Seconds.of(limit.orElse(Duration.ZERO)) + ")");
    }
}
