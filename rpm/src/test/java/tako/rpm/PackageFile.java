package tako.rpm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tako.testing.Command;

/**
 * A .rpm file.
 *
 * @param file where it lies
 */
record PackageFile(Path file) {
    /** What the build packed. */
    static final Path ROOT = Path.of(System.getProperty("tako.root"));

    static final String VERSION = System.getProperty("tako.version");

    /** The one that the build made. */
    static PackageFile built() throws IOException {
        return only(Path.of(System.getProperty("tako.build")));
    }

    /** What makes another one, alone in {@code output}, with the least effort to make it small. */
    static Command packing(Path root, String version, Path output) {
        return Command.of(System.getProperty("tako.pack"), root.toString(), version, output.toString())
                .with("PACK_LEVEL", "0");
    }

    /** The only package in a directory. */
    static PackageFile only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> packages =
                    files.filter(file -> file.toString().endsWith(".rpm")).toList();
            if (packages.size() != 1) {
                throw new AssertionError("there should be one package: " + packages);
            }
            return new PackageFile(packages.getFirst());
        }
    }

    /** What rpm answers about it, formatted as rpm(8) says for {@code --queryformat}. */
    String query(String format) throws IOException, InterruptedException {
        return Command.of("rpm", "--query", "--package", "--queryformat", format, file.toString())
                .output();
    }
}
