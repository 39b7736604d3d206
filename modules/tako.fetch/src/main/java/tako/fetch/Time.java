package tako.fetch;

import java.time.Duration;

/** Time as a run needs it: measured, and waited for. */
interface Time {
    /** Nanoseconds since some moment, as {@link System#nanoTime}. */
    long now();

    /** Waits. */
    void pause(Duration length);

    /** The machine's own. */
    final class OfTheMachine implements Time {
        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration length) {
            try {
                Thread.sleep(length);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody does, and going on early does no harm
            }
        }
    }
}
