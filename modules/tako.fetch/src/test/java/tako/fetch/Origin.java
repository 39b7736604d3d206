package tako.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import tako.crypto.Digest;
import tako.crypto.SecretKey;
import tako.store.OriginDirectory;
import tako.store.Version;
import tako.testing.Behaviour;
import tako.testing.HttpOrigin;
import tako.testing.Request;

/** A directory that a publisher signs images into, and the web server over it. */
record Origin(Path directory, SecretKey key, HttpOrigin server) implements AutoCloseable {
    static final String MANIFEST = "/manifest";

    static Origin http(Path directory, SecretKey key) throws IOException {
        return new Origin(directory, key, HttpOrigin.http(Files.createDirectories(directory)));
    }

    static Origin https(Path directory, SecretKey key, SSLContext context) throws IOException {
        return new Origin(directory, key, HttpOrigin.https(Files.createDirectories(directory), context));
    }

    /** The path of an image on the server. */
    static String path(String image) {
        return "/store/" + Digest.of(image.getBytes(StandardCharsets.UTF_8));
    }

    void publish(String version, String image) throws Exception {
        publish(version, Files.writeString(directory.resolveSibling("image"), image));
    }

    void publish(String version, Path image) throws Exception {
        OriginDirectory.at(directory)
                .publish(image, Version.parse(version), key, Duration.ZERO, waiting -> {}, bytes -> {});
    }

    /** Withdraws an image; its entry stays. */
    void withdraw(String image) throws IOException {
        Files.delete(directory.resolve("." + path(image)));
    }

    /** Becomes what the other one is now. */
    void mirror(Origin other) throws IOException {
        try (Stream<Path> files = Files.walk(other.directory)) {
            for (Path file : files.toList()) {
                Path copy = directory.resolve(other.directory.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    String url() {
        return server.url();
    }

    /** Without its scheme: {@code 127.0.0.1:8080}. */
    String host() {
        return server.url().substring(server.url().lastIndexOf('/') + 1);
    }

    void next(String path, Behaviour... behaviours) {
        server.next(path, behaviours);
    }

    void always(String path, Behaviour... behaviours) {
        server.always(path, behaviours);
    }

    List<Request> requests(String path) {
        return server.requests(path);
    }

    @Override
    public void close() {
        server.close();
    }
}
