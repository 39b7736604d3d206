package tako.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Has what was written to a file so far made durable while more is written, so that little is left to do at the end. For
 * one thread. A fault is kept until it is asked for: the kernel tells of each only once (fsync(2)), and whoever makes
 * the whole file durable in the end has to know.
 */
final class EarlySync implements AutoCloseable {
    /** Seldom enough that a disk has no more to do than without, often enough that it begins soon (measured). */
    static final long INTERVAL = 64 << 20;

    private final Sync sync;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sync").factory());
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private long begun;

    /** Makes durable what was written. */
    interface Sync {
        /** Called on another thread than the one that writes. */
        void run() throws IOException;
    }

    EarlySync(Sync sync) {
        this.sync = sync;
    }

    /**
     * Says how much was written so far, in bytes.
     *
     * @throws IOException if some of it could not be made durable
     */
    void reached(long size) throws IOException {
        if (size - begun >= INTERVAL && running.isDone()) {
            await();
            begun = size;
            running = CompletableFuture.runAsync(this::runUnchecked, thread);
        }
    }

    private void runUnchecked() {
        try {
            sync.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for what has begun.
     *
     * @throws IOException if what was written could not be made durable
     */
    void await() throws IOException {
        try {
            running.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException fault ? fault.getCause() : new IOException(e);
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        thread.close();
    }
}
