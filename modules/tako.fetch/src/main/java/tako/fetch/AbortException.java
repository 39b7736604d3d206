package tako.fetch;

import java.io.Serial;

/** A failure that ends the run, whatever other origins would say. */
sealed class AbortException extends FetchException permits TooLargeException, TurnOverException {
    @Serial
    private static final long serialVersionUID = 1L;

    AbortException(String message) {
        super(message);
    }
}
