package tako.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tako.crypto.SecretKey;
import tako.fetch.Reporter;
import tako.store.Entry;
import tako.store.KeyFile;
import tako.store.OriginDirectory;
import tako.store.StoreException;
import tako.store.Version;

/** {@code tako store}: signs an image into an origin directory. */
final class StoreCommand {
    static final String KEY_VARIABLE = "TAKO_SECRET_KEY";

    /** Another publisher may be copying a large image. */
    private static final Duration LOCK_LIMIT = Duration.ofMinutes(10);

    private final Console console;
    private final InputStream in;
    private final Map<String, String> environment;

    StoreCommand(Console console, InputStream in, Map<String, String> environment) {
        this.console = console;
        this.in = in;
        this.environment = environment;
    }

    ExitStatus run(Command.Store store) throws UsageException {
        Version version;
        try {
            version = Version.parsePublishable(store.version());
        } catch (StoreException e) {
            throw new UsageException(StoreException.reason(e));
        }
        try (SecretKey key = key(store.key());
                Reporter.Progress progress = console.begin(
                        "storing " + version, 0, store.image().toFile().length())) {
            tell(
                    OriginDirectory.at(store.origin())
                            .publish(store.image(), version, key, LOCK_LIMIT, console::info, progress::at),
                    store.origin());
            return ExitStatus.OK;
        } catch (StoreException e) {
            console.error(StoreException.reason(e));
            return ExitStatus.FAILED;
        }
    }

    private SecretKey key(Command.KeySource source) throws UsageException, StoreException {
        return switch (source) {
            case Command.KeySource.Argument(String key) -> {
                console.warning("other users can see the secret key among the arguments; -f FILE and " + KEY_VARIABLE
                        + " keep it private");
                yield parse(key, "-k");
            }
            case Command.KeySource.File(Path file) -> {
                KeyFile keyFile = new KeyFile(file);
                SecretKey key = keyFile.read();
                if (keyFile.isOpenToOthers()) {
                    console.warning("other users can read or change the secret key in " + file + "; chmod 600 it");
                }
                yield key;
            }
            case Command.KeySource.StandardInput() -> KeyFile.read(in, "standard input");
            case Command.KeySource.Environment() -> {
                String key = environment.get(KEY_VARIABLE);
                if (key == null) {
                    throw new UsageException(
                            "store needs a secret key: -f FILE, -k KEY, or " + KEY_VARIABLE + " in the environment");
                }
                yield parse(key, KEY_VARIABLE);
            }
        };
    }

    private static SecretKey parse(String key, String name) throws StoreException {
        return KeyFile.read(new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)), name);
    }

    private void tell(OriginDirectory.Published published, Path origin) {
        switch (published) {
            case OriginDirectory.Published.Added(Entry entry) ->
                console.result("published " + entry.version() + " in " + origin + ": " + entry.size()
                        + " bytes, SHA-256 " + entry.digest());
            case OriginDirectory.Published.Unchanged(Entry entry) ->
                console.result(entry.version() + " is in " + origin + " already, with this image");
        }
    }
}
