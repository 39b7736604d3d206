package tako.fetch;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import tako.store.Validator;

/** How files are got from one kind of origin. */
interface Transport {
    /**
     * Asks for a file that changes: caches on the way have to ask the origin whether it did.
     *
     * @param unless answer {@link Reply.NotModified} if the file is still what this says
     * @throws FetchException if there is no usable answer
     */
    Reply getNow(URI file, Optional<Validator> unless) throws FetchException;

    /** Makes ready in the background what it takes to ask for this file, as far as that is slow. */
    default void prepare(URI file) {}

    /**
     * Says that {@link #getNow} is to be called for a file before long, in case that it can be asked for early. Does
     * nothing where that saves nothing.
     *
     * @param unless finds what the file is known as by now; called by another thread
     */
    default void expect(URI file, Callable<Optional<Validator>> unless) {}

    /** Drops what was asked early and not taken in the image's turn, which is over, and tells what was kept for it. */
    default void endTurn() {}

    /**
     * Asks for a file that never changes, or for the rest of it.
     *
     * @param offset the first byte wanted; 0 or more
     * @param same answer with the whole file if it is not what this says any more
     * @throws FetchException if there is no usable answer
     */
    Reply get(URI file, long offset, Optional<Validator> same) throws FetchException;
}
