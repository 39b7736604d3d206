package tako.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tako.crypto.PublicKey;
import tako.store.Policy;

/**
 * How one image is kept up to date: a configuration file, checked. Nothing that it names was looked at yet.
 *
 * @param name the image's name in messages: the file's name without {@code .tako} or {@code .conf}, fit to print
 * @param file where it was read from
 * @param origins at least one, in the order in which they are tried
 * @param publicKeys at least one; each one's signature on a manifest is accepted
 * @param destination absolute, normalised, not the root
 * @param policy the versions that may be installed
 * @param restartUnits full names of units, each once, in the order of the file
 * @param rollback whether to go back to the previous image if a restarted unit does not come up
 * @param settle how long a unit must stay up to count as up; 0 or more
 * @param keepImages how many images stay in the store; 0 for all. {@code latest} and {@code previous} always stay, so 1
 *     keeps two once there was an update
 * @param maxManifestSize the longest manifest that is read, in bytes: {@link #MIN_MANIFEST_SIZE} to
 *     {@link #MAX_MANIFEST_SIZE}
 * @param caFile absolute path of a PEM bundle that replaces the system's trust store
 * @param clientIdentity for mutual TLS
 * @param authFile the file with the {@code Authorization} header's value; one that is relative lies in
 *     {@code $CREDENTIALS_DIRECTORY} and does not lead out of it
 * @param timeout the most that one image's whole run may take; more than 0
 * @param rateLimit bytes a second, at least {@link #MIN_RATE}
 */
public record Config(
        String name,
        Path file,
        List<OriginAddress> origins,
        List<PublicKey> publicKeys,
        Path destination,
        Policy policy,
        List<String> restartUnits,
        boolean rollback,
        Duration settle,
        int keepImages,
        int maxManifestSize,
        Optional<Path> caFile,
        Optional<ClientIdentity> clientIdentity,
        Optional<Path> authFile,
        Optional<Duration> timeout,
        OptionalLong rateLimit) {

    /** Room for a dozen entries: whoever sets less has forgotten the unit. */
    public static final int MIN_MANIFEST_SIZE = 1 << 10;

    /** Two of these, parsed, still fit into the heap that the program runs with (jlink/options): 400,000 entries. */
    public static final int MAX_MANIFEST_SIZE = 32 << 20;

    /** Twice the rate below which a download counts as stalled. */
    public static final int MIN_RATE = 2_000;

    /** Keeps the lists from changing. */
    public Config {
        origins = List.copyOf(origins);
        publicKeys = List.copyOf(publicKeys);
        restartUnits = List.copyOf(restartUnits);
    }

    /**
     * Reads a file in systemd's syntax without sections (systemd.syntax(7)).
     *
     * @throws ConfigException with everything that is wrong with it
     */
    public static Config read(Path file) throws ConfigException {
        return new ConfigReader(file).read();
    }
}
