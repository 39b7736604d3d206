package tako.fetch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Whose turn it is: one image after the other, so that what they do on the disk and say is in their order. The wait for
 * their origins is not: while one has its turn, those of the next few are asked.
 */
final class Turns {
    /** Enough that the way to a server hardly counts, and no more connections than HttpURLConnection keeps of a server. */
    static final int EARLY = 4;

    private final Deque<Update> waiting;
    private final Deque<Update> unexpected;
    private boolean begun;

    Turns(List<Update> updates) {
        this.waiting = new ArrayDeque<>(updates);
        this.unexpected = new ArrayDeque<>(updates);
    }

    boolean areOver() {
        return waiting.isEmpty();
    }

    /** Those that still wait for a turn. */
    Collection<Update> waiting() {
        return Collections.unmodifiableCollection(waiting);
    }

    /** Whose turn it is now. The first goes alone: what it sets up, as a session of TLS, the others share. */
    Update next() {
        Update next = waiting.remove();
        unexpected.remove(next);
        while (begun && !unexpected.isEmpty() && waiting.size() - unexpected.size() < EARLY) {
            unexpected.remove().expect();
        }
        begun = true;
        return next;
    }
}
