package tako.systemd;

import java.io.Serial;

/**
 * Something that systemd could not be asked, or did not do. The message is one line for the administrator: what was
 * not done, why, and what to do. It is safe to print.
 */
public final class SystemdException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    SystemdException(String message, Throwable cause) {
        super(Printable.of(message), cause);
    }
}
