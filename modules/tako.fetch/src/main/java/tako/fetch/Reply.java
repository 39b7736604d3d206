package tako.fetch;

import java.util.OptionalLong;
import tako.store.Validator;

/** What an origin answers to a request for a file. */
sealed interface Reply {
    /** The file is what the validator says. Only ever an answer to a request with one. */
    record NotModified() implements Reply {}

    /** The origin has no such file: 404 or 410. */
    record Gone() implements Reply {}

    /** The rest that was asked for cannot be had: the origin's file is shorter, or it sends another part of it. */
    record OtherRange() implements Reply {}

    /**
     * The file, or the rest of it that was asked for.
     *
     * @param offset where the body begins in the file: 0, or what was asked for
     * @param length the whole file's length in bytes, where the origin tells
     */
    record Found(Body body, long offset, OptionalLong length, Validator validator) implements Reply {}
}
