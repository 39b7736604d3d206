package tako.store;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/**
 * Something in an origin or a destination that is not as it has to be. The message is for the administrator: what
 * failed, on which file, what was left as it was, and what to do.
 */
public final class StoreException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the system says (EROFS), also of what only a service cannot write (systemd.exec(5), ProtectSystem). */
    private static final String READ_ONLY = "Read-only file system";

    /** What the system says (EIO) of a disk that is damaged or gone. */
    private static final String FAULT = "Input/output error";

    /** What the JDK makes of what the system says (ELOOP) of a link that is not to be followed. */
    private static final String LINK = "Too many levels of symbolic links (NOFOLLOW_LINKS specified)";

    /** With a message alone. */
    public StoreException(String message) {
        super(message);
    }

    /** A file operation that failed: {@code what} ("cannot read /a/b"), and then the system's reason. */
    public StoreException(String what, Exception cause) {
        super(withPlace(what + ": " + reason(cause), cause), cause);
    }

    /** Names the file that the system complains of, where it is not named already. */
    private static String withPlace(String message, Exception cause) {
        String file = cause instanceof FileSystemException e ? e.getFile() : null;
        return file == null || message.contains(file) ? message : message + " (" + file + ")";
    }

    /** The system's reason in words; the JDK leaves it out or repeats the path. */
    public static String reason(Exception e) {
        return switch (e) {
            case AccessDeniedException denied ->
                "permission denied; does it belong to another user, or does a service's ProtectHome= hide it?";
            case NoSuchFileException missing -> "no such file or directory";
            case FileAlreadyExistsException there -> "it exists already, and was left as it is";
            case NotLinkException file -> "it is not a link";
            case DirectoryNotEmptyException directory -> "a directory stands there";
            case NotDirectoryException file -> "not a directory";
            case FileSystemException readOnly
            when READ_ONLY.equals(readOnly.getReason()) ->
                READ_ONLY + "; if it is so for this service only, ReadWritePaths= in its unit allows it";
            case FileSystemException fault
            when FAULT.equals(fault.getReason()) -> FAULT + "; the disk may be failing, see 'journalctl -k'";
            case FileSystemException full when FullDisk.isMeantBy(full) -> FullDisk.described(full);
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case IOException link
            when LINK.equals(link.getMessage()) ->
                "it is a link, which Tako did not make there; see where it leads, and remove it";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
