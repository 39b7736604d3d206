package tako.config;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says why the file system did not let a file or directory be read. */
final class Unreadable {
    private Unreadable() {}

    static ConfigException because(Path file, Exception e) {
        return new ConfigException(Printable.of(file.toString()) + ": " + reason(file, e));
    }

    private static String reason(Path file, Exception e) {
        if (e instanceof NoSuchFileException) {
            return Files.isSymbolicLink(file)
                    ? "this link leads to a file that does not exist"
                    : "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "the user that Tako runs as may not read this; change its owner or mode";
        }
        return "this cannot be read (" + Printable.of(String.valueOf(e.getMessage())) + ")";
    }
}
