package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;

/** The bytes of a file, as they come from an origin. */
final class Body implements AutoCloseable {
    /** Enough that the system calls cost nothing beside hash and disk. */
    static final int BUFFER_SIZE = 128 << 10;

    private final InputStream stream;
    private final URI source;
    private final Runnable abandon;
    private final Watchdog watchdog;
    private boolean ended;

    /**
     * Over a stream.
     *
     * @param source where it comes from, for messages
     * @param abandon drops what it comes through, when it was not read to its end
     */
    Body(InputStream stream, URI source, Runnable abandon) {
        this.stream = stream;
        this.source = source;
        this.abandon = abandon;
        this.watchdog = new Watchdog(HttpTransport.TIMEOUT, abandon);
    }

    /** Fills the buffer as far as one read does; -1 at the end. */
    int read(byte[] buffer) throws FetchException {
        try {
            int read = stream.read(buffer);
            watchdog.feed();
            ended = read < 0;
            return read;
        } catch (IOException e) {
            throw watchdog.hasBitten() ? stalled(e) : NetworkProblem.at(source, e);
        } catch (RuntimeException | StackOverflowError e) {
            throw NetworkProblem.malformed(source, e);
        }
    }

    private FetchException stalled(IOException e) {
        return new FetchException(
                Address.of(source) + ": nothing came for " + HttpTransport.TIMEOUT.toSeconds() + " s", e);
    }

    /** Reads all of it, but not more than {@code max} bytes. */
    byte[] readUpTo(int max) throws FetchException {
        byte[] bytes = new byte[Math.min(max, BUFFER_SIZE)];
        byte[] buffer = new byte[BUFFER_SIZE];
        int size = 0;
        for (int read = read(buffer); read >= 0 && size < max; read = read(buffer)) {
            int taken = Math.min(read, max - size);
            if (size + taken > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(max, 2L * (size + taken)));
            }
            System.arraycopy(buffer, 0, bytes, size, taken);
            size += taken;
        }
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /**
     * Read to its end, it leaves an HTTP connection for the next request. Otherwise the connection is dropped: what
     * still comes through it would be taken for the next answer.
     */
    @Override
    public void close() {
        watchdog.close();
        if (!ended) {
            abandon.run();
        }
        try {
            stream.close();
        } catch (IOException e) {
            return; // whatever was wanted of it was read
        }
    }
}
