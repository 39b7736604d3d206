package tako.fetch;

import java.net.URI;
import java.util.Optional;
import tako.store.Validator;

/** How files are got from one kind of origin. */
interface Transport {
    /**
     * Asks for a file.
     *
     * @param unless answer {@link Reply.NotModified} if the file is still what this says
     * @throws FetchException if there is no usable answer
     */
    Reply get(URI file, Optional<Validator> unless) throws FetchException;

    /**
     * Asks for the rest of a file.
     *
     * @param offset the first byte wanted; more than 0
     * @param same answer with the whole file if it is not what this says any more
     * @throws FetchException if there is no usable answer
     */
    Reply getRest(URI file, long offset, Optional<Validator> same) throws FetchException;
}
