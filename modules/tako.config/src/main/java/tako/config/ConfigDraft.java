package tako.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tako.crypto.CryptoException;
import tako.crypto.PublicKey;
import tako.store.Manifest;
import tako.store.Policy;
import tako.store.StoreException;
import tako.store.VersionPattern;

/** A configuration that comes into being: the defaults, and value by value what the file says instead. */
final class ConfigDraft {
    private static final String INFINITY = "infinity";
    private static final String SECRET_KEY_MARK = "SECRET+";

    private final List<OriginAddress> origins = new ArrayList<>();
    private final List<PublicKey> publicKeys = new ArrayList<>();
    private final List<String> restartUnits = new ArrayList<>();
    private Optional<Path> destination = Optional.empty();
    private VersionPattern pattern = new VersionPattern.Compatible();
    private boolean preReleases;
    private boolean rollback = true;
    private Duration settle = Duration.ofSeconds(5);
    private int keepImages = 3;
    private int maxManifestSize = Manifest.DEFAULT_MAX_SIZE;
    private Optional<Path> caFile = Optional.empty();
    private Optional<Path> clientCertificate = Optional.empty();
    private Optional<Path> clientKey = Optional.empty();
    private Optional<Path> authFile = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private OptionalLong rateLimit = OptionalLong.empty();

    /**
     * Takes over one value, which is not empty.
     *
     * @throws ConfigException if it is wrong, as do {@link CryptoException} and {@link StoreException}: in one sentence
     *     without the key's name
     */
    void set(Key key, String value) throws ConfigException, CryptoException, StoreException {
        switch (key) {
            case ORIGIN -> addOnce(origins, OriginAddress.parse(value));
            case PUBLIC_KEY -> addOnce(publicKeys, publicKey(value));
            case DESTINATION -> destination = Optional.of(destination(value));
            case VERSION -> pattern = VersionPattern.parse(value);
            case PRE_RELEASE -> preReleases = flag(value);
            case RESTART_UNIT -> addOnce(restartUnits, UnitName.parse(value));
            case ROLLBACK -> rollback = flag(value);
            case SETTLE -> settle = settle(value);
            case KEEP_IMAGES -> keepImages = keepImages(value);
            case MAX_MANIFEST_SIZE -> maxManifestSize = manifestSize(value);
            case CA_FILE -> caFile = Optional.of(absolute(value));
            case CLIENT_CERTIFICATE -> clientCertificate = Optional.of(absolute(value));
            case CLIENT_KEY -> clientKey = Optional.of(absolute(value));
            case AUTH_FILE -> authFile = Optional.of(authFile(value));
            case TIMEOUT -> timeout = timeout(value);
            case RATE_LIMIT -> rateLimit = OptionalLong.of(rate(value));
        }
    }

    /** What was drafted, once every required key was set. */
    Config finish(String name, Path file) {
        Optional<ClientIdentity> identity = clientCertificate.isPresent() && clientKey.isPresent()
                ? Optional.of(new ClientIdentity(clientCertificate.get(), clientKey.get()))
                : Optional.empty();
        return new Config(
                name,
                file,
                origins,
                publicKeys,
                destination.orElseThrow(),
                new Policy(pattern, preReleases),
                restartUnits,
                rollback,
                settle,
                keepImages,
                maxManifestSize,
                caFile,
                identity,
                authFile,
                timeout,
                rateLimit);
    }

    private static <T> void addOnce(List<T> list, T value) {
        if (!list.contains(value)) {
            list.add(value);
        }
    }

    private static PublicKey publicKey(String value) throws ConfigException, CryptoException {
        if (value.toUpperCase(Locale.ROOT).contains(SECRET_KEY_MARK)) {
            throw new ConfigException("this is a SECRET key, and whoever could read this file can sign images with it;"
                    + " make a new pair with 'tako gen-key', put its public key (44 characters) here,"
                    + " and trust the old pair nowhere any more");
        }
        return PublicKey.parse(value);
    }

    /** As systemd reads booleans. */
    private static boolean flag(String value) throws ConfigException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "yes", "y", "true", "t", "on" -> true;
            case "0", "no", "n", "false", "f", "off" -> false;
            default -> throw wrong(value, "is neither yes nor no");
        };
    }

    private static Duration settle(String value) throws ConfigException {
        if (value.equals(INFINITY)) {
            throw new ConfigException("no unit would ever count as up; write for example 5s");
        }
        return TimeSpan.parse(value);
    }

    /** As in systemd, both 0 and infinity are no limit. */
    private static Optional<Duration> timeout(String value) throws ConfigException {
        Duration limit = value.equals(INFINITY) ? Duration.ZERO : TimeSpan.parse(value);
        return limit.isZero() ? Optional.empty() : Optional.of(limit);
    }

    private static int keepImages(String value) throws ConfigException {
        Cursor cursor = new Cursor(value);
        String digits = cursor.digits();
        try {
            if (!digits.isEmpty() && cursor.atEnd()) {
                return Math.toIntExact(Cursor.value(digits));
            }
        } catch (ArithmeticException e) {
            throw wrong(value, "is more than " + Integer.MAX_VALUE + "; write 0 to keep all images");
        }
        throw wrong(
                value,
                "is not a number of images; write 0 to keep all, or 1 and more"
                        + " (the latest and the previous one always stay)");
    }

    private static int manifestSize(String value) throws ConfigException {
        long size = ByteSize.parse(value);
        if (size < Config.MIN_MANIFEST_SIZE) {
            throw wrong(value, "is less than 1K, too little for a manifest; write for example 16M");
        }
        if (size > Config.MAX_MANIFEST_SIZE) {
            throw wrong(value, "is more than 32M, the most that fits into the memory of the program");
        }
        return (int) size;
    }

    private static long rate(String value) throws ConfigException {
        long rate = ByteSize.parse(value);
        if (rate == 0) {
            throw wrong(value, "is no rate; leave the key away for no limit");
        }
        if (rate < Config.MIN_RATE) {
            throw wrong(
                    value, "is so few bytes a second that every download would count as stalled; write at least 2K");
        }
        return rate;
    }

    private static Path destination(String value) throws ConfigException {
        Path path = absolute(value);
        Path normalised = path.normalize();
        if (normalised.getNameCount() == 0) {
            throw wrong(value, "is the root of the file system; give the images a directory of their own");
        }
        if (!normalised.equals(path)) {
            throw wrong(value, "has '.' or '..' in it, did you mean " + Printable.quoted(normalised.toString()) + "?");
        }
        return path;
    }

    private static Path absolute(String value) throws ConfigException {
        Path path = path(value);
        if (!path.isAbsolute()) {
            throw wrong(value, "is not an absolute path; it has to begin with '/'");
        }
        return path;
    }

    /** The messages do not repeat the value: it may be the secret itself, from somebody who took the key's name so. */
    private static Path authFile(String value) throws ConfigException {
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.startsWith("bearer ") || lower.startsWith("basic ")) {
            throw new ConfigException("this is the value of an Authorization header;"
                    + " put it into a file that others cannot read, and the file's path here");
        }
        Path path = path(value);
        if (!path.isAbsolute() && path.normalize().startsWith("..")) {
            throw new ConfigException(
                    "a relative path lies in $CREDENTIALS_DIRECTORY and must not lead out of it with '..'");
        }
        return path;
    }

    private static Path path(String value) throws ConfigException {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw wrong(value, "is not a path that the locale can express; run Tako with LC_ALL=C.UTF-8");
        }
    }

    private static ConfigException wrong(String value, String what) {
        return new ConfigException(Printable.quoted(value) + " " + what);
    }
}
