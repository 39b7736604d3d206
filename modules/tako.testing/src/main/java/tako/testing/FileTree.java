package tako.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that lies in a directory, as text, so that two of them can be compared and a difference be read. */
public final class FileTree {
    private FileTree() {}

    /**
     * Each path below a directory, with its type, mode and content: {@code drwxr-xr-x}, {@code -rw-r--r--} and the
     * SHA-256 in hexadecimal, {@code lrwxrwxrwx} and the link's target. Links are not followed.
     */
    public static SortedMap<String, String> of(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.filter(path -> !path.equals(directory)).toList();
        }
        SortedMap<String, String> tree = new TreeMap<>();
        for (Path path : paths) {
            tree.put(directory.relativize(path).toString(), describe(path));
        }
        return tree;
    }

    private static String describe(Path path) throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        if (Files.isSymbolicLink(path)) {
            return "l" + mode + " " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return "d" + mode;
        }
        return "-" + mode + " " + digest(path);
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
