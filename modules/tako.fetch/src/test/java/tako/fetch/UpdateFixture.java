package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tako.config.Config;
import tako.crypto.PublicKey;
import tako.crypto.SecretKey;
import tako.store.StoreException;
import tako.store.Version;

/** An origin, and a host that keeps an image up to date from there; more origins where a test asks for them. */
@Timeout(60)
abstract class UpdateFixture {
    @TempDir
    Path directory;

    SecretKey key;
    Origin origin;
    RecordingReporter reporter;
    Map<String, String> environment;
    FakeTime time;
    ChangedLimits limits;

    private List<Origin> opened;
    private List<String> origins;
    private List<PublicKey> keys;
    private String settings;

    @BeforeEach
    void open() throws IOException {
        key = SecretKey.generate(new SecureRandom());
        opened = new ArrayList<>();
        Files.createDirectory(destination().getParent());
        origin = newOrigin("origin");
        reporter = new RecordingReporter();
        environment = Map.of();
        time = new FakeTime();
        limits = new ChangedLimits();
        settings = "";
        origins(origin.url());
        trust(key);
    }

    @AfterEach
    void close() {
        opened.forEach(Origin::close);
        key.close();
    }

    /** One more origin of the publisher, empty, that is not configured yet. */
    Origin newOrigin(String name) throws IOException {
        return opened(Origin.http(directory.resolve(name), key));
    }

    /** Closes it after the test. */
    Origin opened(Origin one) {
        opened.add(one);
        return one;
    }

    /** The values of {@code Origin=}. */
    final void origins(String... urls) {
        origins = List.of(urls);
    }

    /** The values of {@code PublicKey=}. */
    final void trust(SecretKey... owners) {
        keys = Stream.of(owners).map(SecretKey::publicKey).toList();
    }

    /** More lines for the configuration, in the place of earlier ones. */
    void configure(String... lines) {
        settings = String.join("\n", lines);
    }

    Outcome run() throws Exception {
        reporter = new RecordingReporter();
        return run(Updates.Mode.UPDATE);
    }

    Outcome run(Updates.Mode mode) throws Exception {
        return switch (update().run(mode)) {
            case Update.Step.Ended(Outcome outcome) -> outcome;
            case Update.Step.Activating(Activation activation) -> throw new AssertionError("there are no units here");
        };
    }

    /** What a run says that fails. */
    String failure() {
        return message(catchThrowableOfType(FetchException.class, this::run));
    }

    /** The same of a run in the process that this network belongs to. */
    String failure(Network network) {
        return message(
                catchThrowableOfType(FetchException.class, () -> update(network).run(Updates.Mode.UPDATE)));
    }

    private static String message(FetchException failure) {
        assertThat(failure).as("what the run ends with").isNotNull();
        return String.valueOf(failure.getMessage());
    }

    /** What a run says that fails and leaves everything in the destination as it was. */
    String failureThatChangesNothing() throws IOException {
        Map<String, String> before = everything();
        String failure = failure();
        assertThat(everything()).isEqualTo(before);
        return failure;
    }

    Update update() throws Exception {
        return update(network());
    }

    Update update(Network network) throws Exception {
        StringBuilder text = new StringBuilder();
        origins.forEach(url -> text.append("Origin=").append(url).append('\n'));
        keys.forEach(trusted -> text.append("PublicKey=").append(trusted).append('\n'));
        text.append("Destination=").append(destination()).append('\n').append(settings);
        Path file = Files.writeString(directory.resolve("app.conf"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Config config = Config.read(file);
        return new Update(config, network.transports(config, reporter), new Units(), InstantSource.system(), reporter);
    }

    /** Of a process of its own; what an earlier run learned is forgotten. */
    Network network() {
        return new Network(
                "tako/test", environment, limits.limits(), time, new Random(1), new Addresses.OfTheMachine());
    }

    /** Each origin is asked once. */
    void withoutRetries() {
        limits.attempts = 1;
    }

    Path destination() {
        return directory.resolve("a host/app");
    }

    Path here(String path) {
        return destination().resolve(path);
    }

    /** The file that an image has, or would have, in the destination's store. */
    Path stored(String image) {
        return here(Origin.path(image).substring(1));
    }

    /** The file of an image that is not complete. */
    Path partial(String image) {
        return here(".tako/partial").resolve(stored(image).getFileName());
    }

    /** What users of the image read; none while there is no {@code latest}. */
    Optional<String> latest() throws IOException {
        Path link = here("latest");
        return Files.exists(link, LinkOption.NOFOLLOW_LINKS) ? Optional.of(Files.readString(link)) : Optional.empty();
    }

    /** Inode and times of every file, by path; but not of the lock, which every run takes, nor of partial downloads. */
    Map<String, String> everything() throws IOException {
        Map<String, String> everything = new TreeMap<>();
        if (!Files.exists(destination())) {
            return everything;
        }
        try (Stream<Path> files = Files.walk(destination())) {
            for (Path file : files.toList()) {
                boolean passing = file.equals(here(".tako/lock")) || file.startsWith(here(".tako/partial"));
                if (!passing && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Map<String, Object> now = Files.readAttributes(
                            file, "unix:ino,ctime,lastModifiedTime,size", LinkOption.NOFOLLOW_LINKS);
                    everything.put(file.toString(), new TreeMap<>(now).toString());
                }
            }
        }
        return everything;
    }

    static Version version(String text) throws StoreException {
        return Version.parse(text);
    }

    static Outcome upToDate(String version) throws StoreException {
        return new Outcome.UpToDate(version(version));
    }

    static Outcome lagging(String version) throws StoreException {
        return new Outcome.Lagging(version(version));
    }

    static Outcome installed(String version) throws StoreException {
        return new Outcome.Updated(Optional.empty(), version(version), List.of());
    }

    static Outcome updated(String from, String to) throws StoreException {
        return new Outcome.Updated(Optional.of(version(from)), version(to), List.of());
    }
}
