package tako.fetch;

import java.io.Serial;

/**
 * Something on the way from an origin to a running unit that failed. The message is for the administrator: what failed,
 * at which URL or on which file, and why; whatever it was, the image that was installed before still is.
 */
public sealed class FetchException extends Exception permits TransientException, AbortException {
    @Serial
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
        super(message);
    }

    FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
