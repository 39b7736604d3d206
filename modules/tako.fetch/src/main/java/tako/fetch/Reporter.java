package tako.fetch;

import java.time.Duration;

/** Where a run tells what it does. What it returns in the end is not told here. */
public interface Reporter {
    /** Something that an administrator may want to know. */
    void info(String message);

    /**
     * Nothing goes on until somebody else has ended.
     *
     * @param limit how long that may take
     */
    default void waiting(String message, Duration limit) {
        info(message);
    }

    /** The run goes on, whether or not it had to wait. */
    default void waited() {}

    /** Something that an administrator should look at, although the run goes on. */
    void warning(String message);

    /**
     * Something long begins.
     *
     * @param what what it is ("downloading 1.1.0")
     * @param done how many bytes of it are done already
     * @param total how many bytes it has in all
     */
    Progress begin(String what, long done, long total);

    /** How far something long has come. Closed when it is over, however it ended. */
    interface Progress extends AutoCloseable {
        /** So many bytes are done in all. Called often, so it returns quickly. */
        void at(long bytes);

        @Override
        void close();
    }
}
