package tako.fetch;

import java.net.HttpURLConnection;
import java.time.Duration;

/**
 * Looks after an answer in chunks while nothing comes of its body: behind the last chunk a server may send fields
 * without an end (RFC 9112 section 7.1.2), or one that has none, and HttpURLConnection takes all of it into memory
 * before it returns.
 */
final class TrailerWatch {
    /** So little that a fast network brings no more than some megabytes in it. */
    static final Duration INTERVAL = Duration.ofMillis(50);

    /** Header and trailers together; sites send some 30, and nginx takes no more than 100 lines by itself. */
    private static final int MAX_FIELDS = 256;

    /** A second of work: who reads what brings something has next to none between two pieces. */
    private static final int MAX_LOOKS = 20;

    static {
        // A virtual thread gives way only while it waits, and one that reads trailers does not: on two cores, two of
        // them would hold up all other answers. Read once, when the first virtual thread begins.
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "64");
    }

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
