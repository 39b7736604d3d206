package tako.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * An exclusive lock between processes (fcntl(2)) on a file that holds its owner's process id. The kernel lets go of it
 * when the process ends, however it does.
 */
public final class FileLock implements AutoCloseable {
    /** A process id has at most 10 digits; anything longer was not written by us. */
    private static final int MAX_OWNER = 32;

    private static final Path SELF = Path.of("/proc/self");

    private final FileChannel channel;

    private FileLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param limit how long to wait at most
     * @param waiting told a sentence about whom it waits for, once, if it has to wait
     * @throws IOException if the limit passed or the file cannot be had
     */
    static FileLock acquire(Disk disk, Path file, Duration limit, Consumer<String> waiting) throws IOException {
        FileChannel channel = disk.open(file);
        try {
            if (channel.tryLock() == null) {
                String owner = owner(channel);
                waiting.accept("waiting for " + owner + ", which is at work here");
                await(channel, limit, owner);
            }
            byte[] owner = (processId() + "\n").getBytes(StandardCharsets.US_ASCII);
            disk.truncate(channel, file, 0);
            disk.write(channel, file, ByteBuffer.wrap(owner));
            return new FileLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @throws IOException if the file cannot be had
     */
    static Optional<FileLock> tryAcquire(Disk disk, Path file) throws IOException {
        FileChannel channel = disk.open(file);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new FileLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // This very process has it, for another configuration; closing the channel would let go of it (fcntl(2)).
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static void await(FileChannel channel, Duration limit, String owner) throws IOException {
        FutureTask<Object> lock = new FutureTask<>(channel::lock);
        Thread.ofPlatform().daemon().name("lock").start(lock);
        try {
            lock.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(owner + " still holds it after " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("the lock failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + owner, e);
        }
    }

    /** This process's, as proc_pid(5) has it: ProcessHandle sets up a pool of threads, 1.5 ms of every run. */
    private static String processId() throws IOException {
        return Files.readSymbolicLink(SELF).toString();
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_OWNER);
        channel.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? "another tako (process " + text + ")" : "another tako";
    }

    /** Lets go of it. The kernel has done so where closing fails. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return;
        }
    }
}
