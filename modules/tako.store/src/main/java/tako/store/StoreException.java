package tako.store;

import java.io.Serial;

/**
 * Something in an origin or a destination that is not as it has to be. The message is for the administrator: what failed,
 * on which file, what was left as it was, and what to do.
 */
public final class StoreException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message alone. */
    public StoreException(String message) {
        super(message);
    }

    /** With a message that already tells what the cause says. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
