package tako.fetch;

import java.net.HttpURLConnection;
import java.time.Duration;

/**
 * Looks after an answer in chunks while nothing comes of its body: behind the last chunk a server may send fields
 * without an end (RFC 9112 section 7.1.2), or one that has none, and HttpURLConnection takes all of it into memory
 * before it returns.
 *
 * <p>The connection is used by two threads: by the one that reads, which adds each trailer to the fields of the
 * header, and by this, which asks for one of these fields. HttpURLConnection keeps them in an object that locks itself
 * for either, and takes no lock of the connection while it reads the body.
 */
final class TrailerWatch {
    /** So little that a fast network brings no more than some megabytes in it. */
    static final Duration INTERVAL = Duration.ofMillis(50);

    /** Header and trailers together; sites send some 30, and nginx takes no more than 100 lines by itself. */
    private static final int MAX_FIELDS = 256;

    /**
     * A second of work: who reads what brings something has next to none between two pieces. A machine so overloaded
     * that the thread gets no processor for that long looks the same; the answer is given up there, and the next run
     * asks again.
     */
    private static final int MAX_LOOKS = 20;

    private final HttpURLConnection connection;
    private int looks;

    /** Over an answer of which the header is here. */
    TrailerWatch(HttpURLConnection connection) {
        this.connection = connection;
    }

    /** Something came; what does not come counts anew. */
    void renew() {
        looks = 0;
    }

    /**
     * Looks, once in an {@link #INTERVAL} without a byte of the body.
     *
     * @param reader the virtual thread that reads, which waits while nothing at all comes
     * @return whether other things come than the body, and too many of them
     */
    boolean isOverrun(Thread reader) {
        if (reader.getState() == Thread.State.RUNNABLE) {
            looks++;
        }
        return looks >= MAX_LOOKS || connection.getHeaderField(MAX_FIELDS) != null;
    }
}
