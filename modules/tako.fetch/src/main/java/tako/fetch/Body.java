package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** The bytes of a file, as they come from an origin. */
final class Body implements AutoCloseable {
    private final InputStream stream;
    private final URI source;
    private final Runnable abandon;
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
    }

    /** Fills the buffer as far as one read does; -1 at the end. */
    int read(byte[] buffer) throws FetchException {
        try {
            int read = stream.read(buffer);
            ended = read < 0;
            return read;
        } catch (IOException e) {
            throw NetworkProblem.at(source, e);
        }
    }

    /** Reads all of it, but not more than {@code max} bytes. */
    byte[] readUpTo(int max) throws FetchException {
        try {
            byte[] bytes = stream.readNBytes(max);
            ended = bytes.length < max;
            return bytes;
        } catch (IOException e) {
            throw NetworkProblem.at(source, e);
        }
    }

    /**
     * Read to its end, it leaves an HTTP connection for the next request. Otherwise the connection is dropped: what still
     * comes through it would be taken for the next answer.
     */
    @Override
    public void close() {
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
