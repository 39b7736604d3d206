package tako.testing;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The files below a directory, by the paths of requests. Nothing outside can be reached, nor by a symbolic link. */
record StaticFiles(Path root) {
    /** RFC 9110, 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    /**
     * Opens a file.
     *
     * @throws AccessDeniedException if it is a directory or may not be read
     * @throws NoSuchFileException if there is no such file below the root
     */
    Resource open(String path) throws IOException {
        Path file = locate(path);
        if (Files.isDirectory(file)) {
            throw new AccessDeniedException(path);
        }
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(path);
        }
        FileTime modified = Files.getLastModifiedTime(file);
        Content content = Content.of(file);
        Headers validators = Headers.of(
                        "Last-Modified", HTTP_DATE.format(modified.toInstant().atOffset(ZoneOffset.UTC)))
                .and("ETag", entityTag(modified, content.length()));
        return new Resource(content, validators);
    }

    private Path locate(String path) throws IOException {
        try {
            Path directory = root.toRealPath();
            Path file = directory.resolve("./" + path).normalize();
            if (file.startsWith(directory) && file.toRealPath().startsWith(directory)) {
                return file;
            }
        } catch (InvalidPathException notAPath) {
            throw new NoSuchFileException(path);
        }
        throw new NoSuchFileException(path);
    }

    /** nginx has whole seconds here; with those, what a test sees would depend on where in a second it starts. */
    private static String entityTag(FileTime modified, long size) {
        return "\"" + Long.toHexString(modified.to(TimeUnit.NANOSECONDS)) + "-" + Long.toHexString(size) + "\"";
    }
}
