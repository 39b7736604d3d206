package tako.fetch;

import java.io.Serial;

/** All bytes of an image are to be hashed, and they are more than this process takes upon itself. */
final class TooLargeException extends AbortException {
    @Serial
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message);
    }
}
