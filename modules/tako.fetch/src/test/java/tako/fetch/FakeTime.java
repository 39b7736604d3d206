package tako.fetch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only where a run waits for it; threads that ask early look at it, too. */
final class FakeTime implements Time {
    private final List<Duration> pauses = new ArrayList<>();
    private long now;

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized void pause(Duration length) {
        pauses.add(length);
        now += length.toNanos();
    }

    /** All that was waited for so far. */
    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
