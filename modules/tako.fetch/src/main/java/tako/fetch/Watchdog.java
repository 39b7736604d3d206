package tako.fetch;

import java.time.Duration;

/**
 * Ends an exchange in which nothing comes any more. The socket's own time limit does not: a server that dribbles bytes
 * into headers or chunk trailers for ever keeps it quiet while no byte of the file arrives.
 */
final class Watchdog implements AutoCloseable {
    private final long limit;
    private final Runnable bite;
    private long last = System.nanoTime();
    private boolean closed;
    private boolean bitten;

    /**
     * Watches from now on.
     *
     * @param limit how long nothing may come
     * @param bite ends the exchange; called once at most, from a thread of the watchdog's own
     */
    Watchdog(Duration limit, Runnable bite) {
        this.limit = limit.toNanos();
        this.bite = bite;
        Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    private void watch() {
        if (waitForSilence()) {
            bite.run();
        }
    }

    private synchronized boolean waitForSilence() {
        try {
            for (long left = limit; left > 0 && !closed; left = last + limit - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            return false; // nobody interrupts it but the end of the program
        }
        bitten = !closed;
        return bitten;
    }

    /** Something came. */
    synchronized void feed() {
        last = System.nanoTime();
    }

    /** Whether it ended the exchange. */
    synchronized boolean hasBitten() {
        return bitten;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
