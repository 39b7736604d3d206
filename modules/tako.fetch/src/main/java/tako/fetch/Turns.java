package tako.fetch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose turn it is: one image after the other, so that what they do on the disk and say is in their order. The wait for
 * their origins is not: while one has its turn, those of the next few are asked. Nor is what takes too long: while
 * others wait, a turn has an end, and then it is the next image's. It has one more turn then, which is longer and the last:
 * a run for several images comes to its end, whatever one origin does.
 */
final class Turns {
    /** Enough that the way to a server hardly counts, and no more connections than HttpURLConnection keeps of a server. */
    static final int EARLY = 4;

    /**
     * A large image comes in one turn over most lines, and an origin that is slow, though not slow enough to be given
     * up, does not keep the others from theirs for long. Longer than another run is waited for.
     */
    static final Duration LENGTH = Duration.ofMinutes(15);

    /** The last turn takes so many times as long: two hours, for who has a line so slow is to get on. */
    private static final int LAST = 8;

    private final Duration length;
    private final boolean several;
    private final Deque<Update> waiting;
    /** Of those that wait, the ones whose origins have not been asked. */
    private final Deque<Update> unasked;
    /** Of those that wait, the ones whose origins were asked early, for the turn that they wait for. */
    private final Set<Update> asked = new HashSet<>();
    /** Of those that wait, the ones that had a turn. */
    private final Set<Update> setAside = new HashSet<>();

    private boolean begun;
    private boolean hasSetAside;

    /**
     * For these images.
     *
     * @param length how long a turn may take while others wait
     */
    Turns(List<Update> updates, Duration length) {
        this.length = length;
        this.several = updates.size() > 1;
        this.waiting = new ArrayDeque<>(updates);
        this.unasked = new ArrayDeque<>(updates);
    }

    boolean areOver() {
        return waiting.isEmpty();
    }

    /** Those that still wait for a turn. */
    Collection<Update> waiting() {
        return Collections.unmodifiableCollection(waiting);
    }

    /**
     * Begins the next turn: has the origins of those that follow asked, and limits the turn if there are such.
     *
     * @return whose turn it is now
     */
    Update begin() {
        Update next = waiting.remove();
        unasked.remove(next);
        asked.remove(next);
        if (begun) { // the first goes alone: what it sets up, as a session of TLS, the others share
            askEarly();
        }
        begun = true;
        limit(next);
        return next;
    }

    private void limit(Update next) {
        if (setAside.remove(next) || waiting.isEmpty()) {
            next.limitTurn(several ? length.multipliedBy(LAST) : Deadline.FOR_EVER, true);
        } else {
            next.limitTurn(length, false);
        }
    }

    private void askEarly() {
        while (!unasked.isEmpty() && asked.size() < EARLY) {
            Update update = unasked.remove();
            try {
                update.expect();
                asked.add(update);
            } catch (RuntimeException | Error e) {
                return; // without a thread or memory for it, the image asks in its turn
            }
        }
    }

    /** Whether a turn of this run has had to be ended, so that another run would spend as much on that image again. */
    boolean haveSetAside() {
        return hasSetAside;
    }

    /** It has its last turn when all that wait have had theirs. In that one it asks by itself. */
    void again(Update update) {
        waiting.add(update);
        setAside.add(update);
        hasSetAside = true;
    }
}
