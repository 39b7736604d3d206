package tako.fetch;

import java.io.Serial;

/** An image's turn is over, for others wait: it goes on when it has another one. */
final class TurnOverException extends AbortException {
    @Serial
    private static final long serialVersionUID = 1L;

    TurnOverException(String message) {
        super(message);
    }
}
