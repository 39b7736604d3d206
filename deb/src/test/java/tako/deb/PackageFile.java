package tako.deb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tako.testing.Command;

/**
 * A .deb file.
 *
 * @param file where it lies
 */
record PackageFile(Path file) {
    /** What {@link #file} was packed from. */
    static final Path ROOT = Path.of(System.getProperty("tako.root"));

    /** Where the build leaves what it makes. */
    static final Path BUILD = Path.of(System.getProperty("tako.build"));

    static final String VERSION = System.getProperty("tako.version");

    /** The one that the build made. */
    static PackageFile built() throws IOException {
        return only(BUILD);
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
                    files.filter(file -> file.toString().endsWith(".deb")).toList();
            if (packages.size() != 1) {
                throw new AssertionError("there should be one package: " + packages);
            }
            return new PackageFile(packages.getFirst());
        }
    }

    /** A field of its control file. */
    String field(String name) throws IOException, InterruptedException {
        return Command.of("dpkg-deb", "--field", file.toString(), name).output().strip();
    }
}
