package tako.cli;

import java.io.Serial;

/** A command line that cannot be understood. */
final class UsageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
