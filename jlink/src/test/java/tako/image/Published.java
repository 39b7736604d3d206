package tako.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import tako.crypto.Digest;
import tako.crypto.SecretKey;
import tako.crypto.Signature;
import tako.store.OriginDirectory;
import tako.store.StoreException;
import tako.store.Version;
import tako.testing.HttpOrigin;

/**
 * A publisher, an origin over http with what is published, and a host that can install it. Publishing goes through the
 * library and not through {@code tako store}, so that a test spends its time on what it tries. Every path has a space.
 */
final class Published implements AutoCloseable {
    private final Path directory;
    private final SecretKey key = SecretKey.generate(new SecureRandom());
    private final HttpOrigin origin;

    Published(Path parent) throws IOException {
        this.directory = Files.createDirectory(parent.resolve("a directory"));
        Files.createDirectory(originDirectory());
        this.origin = HttpOrigin.http(originDirectory());
    }

    /** Where everything lies. */
    Path directory() {
        return directory;
    }

    Path originDirectory() {
        return directory.resolve("an origin");
    }

    /** The server of the origin's directory. */
    HttpOrigin origin() {
        return origin;
    }

    String publicKey() {
        return key.publicKey().toString();
    }

    /** The secret key's file. */
    Path keyFile() throws IOException {
        return Files.write(directory.resolve("a key"), key.text());
    }

    /** Publishes a short image that names its version; gives its path in the origin. */
    String publish(String version) throws StoreException, IOException {
        return publish(version, shortImage(version));
    }

    /** Publishes an image; gives its path in the origin. */
    String publish(String version, byte[] image) throws StoreException, IOException {
        Path file = Files.write(directory.resolve("an image"), image);
        OriginDirectory.at(originDirectory())
                .publish(file, Version.parse(version), key, Duration.ZERO, waiting -> {}, bytes -> {});
        Files.delete(file);
        return "/store/" + Digest.of(image);
    }

    /** Publishes an image of zeros, which take no room, as the only one; gives its path in the origin. */
    String publishZeros(String version, long size, String sha256) throws IOException {
        Path store = Files.createDirectory(originDirectory().resolve("store"));
        makeHole(store.resolve(sha256), size);
        String signed = "Tako Manifest 1\n\n" + version + " " + size + " " + sha256 + "\n\n";
        Signature signature = key.sign(signed.getBytes(UTF_8), 0, signed.length());
        Files.writeString(originDirectory().resolve("manifest"), signed + signature + "\n");
        return "/store/" + sha256;
    }

    /** Makes a file of zeros that are nowhere. */
    static Path makeHole(Path file, long size) throws IOException {
        try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
            hole.setLength(size);
        }
        return file;
    }

    static byte[] shortImage(String version) {
        return ("the image of " + version).getBytes(UTF_8);
    }

    /** Bytes that no disk or network can make shorter. */
    static byte[] longImage(int size) {
        byte[] image = new byte[size];
        new Random(size).nextBytes(image);
        return image;
    }

    Path destination() {
        return directory.resolve("a destination");
    }

    /** Writes the configuration {@code app}: the origin over http, the key, the destination, and these lines. */
    String config(String... lines) throws IOException {
        return config("app", origin.url(), publicKey(), destination(), lines);
    }

    /** Writes a configuration; gives its path. */
    String config(String name, String url, String key, Path destination, String... lines) throws IOException {
        String text = "Origin=" + url + "\nPublicKey=" + key + "\nDestination=" + destination + "\n"
                + String.join("\n", lines) + "\n";
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** What a program reads that opens {@code latest}. */
    String installed() throws IOException {
        return Files.readString(destination().resolve("latest"));
    }

    /** Whether {@code latest} leads to this version's short image. */
    boolean hasInstalled(String version) throws IOException {
        return installed().equals(new String(shortImage(version), UTF_8));
    }

    /** The file that {@code latest} leads to. */
    Path installedFile() throws IOException {
        return destination().resolve("latest").toRealPath();
    }

    /** Everything that others see of the destination: where links lead, what files hold; not its private state. */
    String visible() throws IOException {
        return visible(destination());
    }

    /** The same of a destination elsewhere. */
    static String visible(Path destination) throws IOException {
        TreeMap<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(destination)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = destination.relativize(file).toString();
                if (!name.startsWith(".tako")) {
                    found.put(name, describe(file));
                }
            }
        }
        return found.toString();
    }

    private static String describe(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "-> " + Files.readSymbolicLink(file);
        }
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                ? "directory"
                : Digest.of(Files.readAllBytes(file)).toString();
    }

    /** Where the bytes of an interrupted download wait. */
    Path partial(String storePath) {
        return destination().resolve(".tako/partial").resolve(storePath.substring("/store/".length()));
    }

    /** Waits until so many bytes of an image have come to the disk of the host. */
    void awaitOnDisk(String storePath, long bytes) throws Exception {
        Path file = partial(storePath);
        Eventually.until(bytes + " bytes in " + file, () -> Files.exists(file) && Files.size(file) == bytes);
    }

    @Override
    public void close() {
        origin.close();
        key.close();
    }
}
