package tako.testing;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where an answer stands still until the test opens the gate or closes the origin. */
public final class Gate {
    /** Far longer than any loopback takes, so that only a test that is wrong runs into it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** A closed gate. */
    public Gate() {}

    /** Lets the answer that stands here go on, and all later ones pass. */
    public void open() {
        opened.countDown();
    }

    /**
     * Waits until an answer stands here.
     *
     * @throws IllegalStateException if none came within half a minute
     */
    public void awaitReached() throws InterruptedException {
        if (!reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("No answer reached the gate within " + PATIENCE.toSeconds() + " s");
        }
    }

    /**
     * Stands here until the gate is open.
     *
     * @throws InterruptedIOException if the origin is closed meanwhile
     */
    public void hold() throws InterruptedIOException {
        reached.countDown();
        try {
            opened.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The origin was closed while an answer stood at a gate");
        }
    }
}
