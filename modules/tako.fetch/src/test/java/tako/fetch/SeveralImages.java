package tako.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import tako.config.Config;
import tako.crypto.SecretKey;
import tako.store.OriginDirectory;
import tako.store.Version;
import tako.systemd.ServiceNotifier;
import tako.testing.HttpOrigin;

/**
 * Images {@code a}, {@code b} and so on of one publisher, below one directory that servers can be started over, and a
 * host with a configuration for each. Keeps what runs for them say, a line each, as {@code a: up to date with 1.0}.
 */
final class SeveralImages implements Updates.Listener, AutoCloseable {
    private final Path directory;
    private final SecretKey key = SecretKey.generate(new SecureRandom());
    private final Map<String, Config> configs = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final FakeTime time = new FakeTime();
    private Map<String, String> environment = Map.of();
    private long largest = Long.MAX_VALUE;
    private Duration turn = Turns.LENGTH;
    private Runnable afterEach = () -> {};

    SeveralImages(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(origins());
        Files.createDirectory(directory.resolve("host"));
    }

    /** What there is to serve: a directory for each image. */
    Path origins() {
        return directory.resolve("origins");
    }

    FakeTime time() {
        return time;
    }

    /** The path of an image's manifest on a server over {@link #origins}. */
    static String manifest(String name) {
        return "/" + name + "/manifest";
    }

    void publish(String name, String version) throws Exception {
        publish(name, version, Files.writeString(directory.resolve("image"), name + " " + version));
    }

    void publish(String name, String version, Path image) throws Exception {
        OriginDirectory.at(origins().resolve(name))
                .publish(image, Version.parse(version), key, Duration.ZERO, waiting -> {}, bytes -> {});
    }

    /** Publishes 1.0 of an image and configures it, at this server. */
    void add(String name, HttpOrigin server, String... settings) throws Exception {
        publish(name, "1.0");
        configure(name, server.url("/" + name), settings);
    }

    void configure(String name, String url, String... settings) throws Exception {
        String text = "Origin=" + url + "\nPublicKey=" + key.publicKey() + "\nDestination="
                + directory.resolve("host").resolve(name) + "\n" + String.join("\n", settings);
        Path file = Files.writeString(directory.resolve(name + ".conf"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        configs.put(name, Config.read(file));
    }

    /** That of runs from now on. */
    void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** How long an image may keep others waiting from now on. */
    void turn(Duration length) {
        turn = length;
    }

    /** Something to do after each image's turn. */
    void afterEach(Runnable action) {
        afterEach = action;
    }

    /** How large an image may be in runs from now on. */
    void largest(long bytes) {
        largest = bytes;
    }

    /** A run for all images, in the order of their names, in a process of its own; gives what it says. */
    List<String> run() {
        return run(Updates.Mode.UPDATE);
    }

    List<String> run(Updates.Mode mode) {
        lines.clear();
        updates().run(List.copyOf(configs.values()), mode).forEach(config -> lines.add(config.name() + ": left"));
        return List.copyOf(lines);
    }

    private Updates updates() {
        return new Updates(network(), new ServiceNotifier(Map.of()), turn, largest, this);
    }

    private Network network() {
        return new Network(
                "tako/test", environment, Limits.STANDARD, time, new Random(1), new Addresses.OfTheMachine());
    }

    /** A run of another process for one image. */
    void runElsewhere(String name) {
        try {
            Config config = Objects.requireNonNull(configs.get(name));
            Reporter silent = new RecordingReporter();
            Transports transports = network().transports(config, silent);
            new Update(config, transports, new Units(), InstantSource.system(), silent).run(Updates.Mode.UPDATE);
        } catch (FetchException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Reporter about(Config config) {
        return new RecordingReporter() {
            @Override
            public void info(String message) {
                lines.add(config.name() + ": " + message);
            }

            @Override
            public void warning(String message) {
                lines.add(config.name() + ": warning: " + message);
            }
        };
    }

    @Override
    public void ended(Config config, Outcome outcome) {
        lines.add(config.name() + ": "
                + switch (outcome) {
                    case Outcome.UpToDate(Version version) -> "up to date with " + version;
                    case Outcome.Updated(var from, Version to, var restarted) -> "updated to " + to;
                    default -> outcome.toString();
                });
        afterEach.run();
    }

    @Override
    public void failed(Config config, String left, Throwable cause) {
        lines.add(config.name() + ": failed: " + cause.getMessage());
        afterEach.run();
    }

    @Override
    public void close() {
        key.close();
    }
}
