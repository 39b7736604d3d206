package tako.image;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does, which tells nobody when it has. */
final class Eventually {
    /** Far longer than anything here takes, so that only a test that is wrong runs into it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Short beside everything that is waited for. */
    private static final Duration GLANCE = Duration.ofMillis(1);

    private Eventually() {}

    /** Returns as soon as it holds. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}
