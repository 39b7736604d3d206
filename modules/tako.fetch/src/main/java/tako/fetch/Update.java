package tako.fetch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tako.config.Config;
import tako.crypto.Digest;
import tako.store.Destination;
import tako.store.Entry;
import tako.store.LocalManifest;
import tako.store.LockedDestination;
import tako.store.Manifest;
import tako.store.StoreException;
import tako.store.Validator;
import tako.store.Version;

/**
 * One run for one image (product.md): lock, poll, choose, have, remember, activate; then, with the lock released, restart.
 * Every step leaves the destination in a good state, whatever becomes of the next.
 */
public final class Update {
    /** Another run may be downloading a large image; a unit that waits for it would not be helped by giving up earlier. */
    private static final Duration LOCK_LIMIT = Duration.ofMinutes(10);

    private final Config config;
    private final Destination destination;
    private final Transports transports;
    private final Reporter reporter;

    /**
     * For one image.
     *
     * @param userAgent what to call ourselves to servers
     * @param environment the process's environment
     */
    public Update(Config config, String userAgent, Map<String, String> environment, Reporter reporter) {
        this.config = config;
        this.destination = Destination.at(config.destination());
        this.transports = new Transports(config.caFile(), userAgent, environment);
        this.reporter = reporter;
    }

    /**
     * Brings the image up to date and restarts the units that use it.
     *
     * @throws FetchException if that fails; what was installed before still is
     */
    public Outcome run() throws FetchException {
        try {
            return restart(install(false));
        } catch (StoreException e) {
            throw new FetchException(StoreException.reason(e), e);
        }
    }

    /**
     * Makes sure that there is an image, for a unit that waits to start with it: with one present there is nothing to do, and
     * no lock or network is needed. Restarts nothing.
     *
     * @throws FetchException if there is none and none could be had
     */
    public Outcome runIfMissing() throws FetchException {
        try {
            return isProvisioned() ? new Outcome.Present() : install(true).outcome();
        } catch (StoreException e) {
            throw new FetchException(StoreException.reason(e), e);
        }
    }

    /** Whether {@code latest} points at an image, for what to say when a run has failed. */
    public boolean hasImage() {
        try {
            return destination.latest().isPresent();
        } catch (StoreException e) {
            return false; // a link of somebody else's is no image of ours
        }
    }

    private boolean isProvisioned() throws StoreException {
        return destination.isProvisioned(config.publicKeys(), config.maxManifestSize());
    }

    /**
     * What happened under the lock.
     *
     * @param changed whether {@code latest} leads to other bytes now
     */
    private record Installed(Outcome outcome, boolean changed) {}

    private Installed install(boolean onlyIfMissing) throws FetchException, StoreException {
        try (LockedDestination locked = destination.lock(LOCK_LIMIT, reporter::info)) {
            if (onlyIfMissing && isProvisioned()) { // by the run that was waited for
                return new Installed(new Outcome.Present(), false);
            }
            Optional<Manifest> local = local();
            Poll.Result polled = new Poll(config, transports, locked, local, reporter).run();
            Optional<Digest> latest = destination.latest();
            Optional<Version> installed = installed(locked, polled.manifest(), latest);
            Choice choice = choose(locked, polled.manifest(), installed);
            remember(locked, polled, local);
            return switch (choice) {
                case Choice.Nothing(String reason) -> new Installed(new Outcome.NoCandidate(reason), false);
                case Choice.Ready(Entry entry, boolean downloaded) -> {
                    boolean same = latest.filter(entry.digest()::equals).isPresent();
                    activate(locked, entry, installed, same);
                    yield new Installed(outcome(polled, installed, entry, same && !downloaded), !same || downloaded);
                }
            };
        }
    }

    private static Outcome outcome(Poll.Result polled, Optional<Version> from, Entry entry, boolean unchanged) {
        if (!unchanged) {
            return new Outcome.Updated(from, entry.version(), List.of());
        }
        return polled instanceof Poll.Result.Lagging
                ? new Outcome.Lagging(entry.version())
                : new Outcome.UpToDate(entry.version());
    }

    /** The local copy, if it can be trusted; one that cannot costs its protection against older manifests, not the update. */
    private Optional<Manifest> local() throws StoreException {
        return switch (destination.manifest(config.publicKeys(), config.maxManifestSize())) {
            case LocalManifest.Absent() -> Optional.empty();
            case LocalManifest.Verified(Manifest manifest) -> Optional.of(manifest);
            case LocalManifest.Unverifiable(String reason) -> {
                reporter.warning(destination.manifestFile() + " is not trusted and will be set aside: " + reason
                        + ". An older or a forked manifest from the origin cannot be told this once");
                yield Optional.empty();
            }
        };
    }

    /** An image may be published under several versions: the one that it was installed as, or else the lowest, is cautious. */
    private static Optional<Version> installed(LockedDestination locked, Manifest manifest, Optional<Digest> latest)
            throws StoreException {
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        Optional<Version> noted = locked.installedAs(latest.get());
        return noted.isPresent()
                ? noted
                : manifest.find(latest.get()).stream().findFirst().map(Entry::version);
    }

    /** The image that {@code latest} is to point at. */
    private sealed interface Choice {
        /** It is in the store. */
        record Ready(Entry entry, boolean downloaded) implements Choice {}

        /** There is none, and why. */
        record Nothing(String reason) implements Choice {}
    }

    private Choice choose(LockedDestination locked, Manifest manifest, Optional<Version> installed)
            throws FetchException, StoreException {
        if (installed.isPresent() && config.policy().isStuckAt(installed.get())) {
            reporter.warning("the installed version " + installed.get() + " begins with a word, so no other counts as"
                    + " compatible; set Version=");
        }
        List<Entry> candidates = config.policy().candidates(manifest.entries(), installed);
        for (Entry candidate : candidates) {
            if (locked.holds(candidate)) {
                return new Choice.Ready(candidate, false);
            }
            if (new Download(config, transports, locked, reporter).run(candidate)) {
                return new Choice.Ready(candidate, true);
            }
            reporter.info(
                    "version " + candidate.version() + " was withdrawn by the publisher, trying the next lower one");
        }
        return new Choice.Nothing(
                candidates.isEmpty()
                        ? "none of the " + manifest.entries().size() + " published versions matches Version="
                                + config.policy().pattern()
                        : "every version that matches Version="
                                + config.policy().pattern() + " was withdrawn");
    }

    private void remember(LockedDestination locked, Poll.Result polled, Optional<Manifest> local)
            throws StoreException {
        if (!(polled instanceof Poll.Result.Received(Manifest manifest, String origin, Validator validator))) {
            return;
        }
        Map<String, Validator> validators = new TreeMap<>();
        if (local.isPresent() && local.get().hasBytesOf(manifest)) {
            validators.putAll(locked.validators(manifest));
        } else {
            if (local.isEmpty()) {
                locked.setManifestAside();
            }
            locked.save(manifest);
        }
        Optional<Validator> known = Optional.ofNullable(validators.get(origin));
        if (!validator.isEmpty() && !known.equals(Optional.of(validator))) {
            validators.put(origin, validator);
            locked.saveValidators(manifest, validators);
        }
    }

    private void activate(LockedDestination locked, Entry entry, Optional<Version> installed, boolean same)
            throws StoreException {
        boolean relabelled = !installed
                .map(Version::toString)
                .equals(Optional.of(entry.version().toString()));
        if (!same || relabelled) {
            locked.activate(entry);
        }
        for (Digest removed : locked.removeOldImages(config.keepImages())) {
            reporter.info("removed the old image " + destination.image(removed));
        }
    }

    private Outcome restart(Installed installed) {
        if (!installed.changed() || !(installed.outcome() instanceof Outcome.Updated updated)) {
            return installed.outcome();
        }
        UnitRestart.Result result = new UnitRestart(reporter).run(config.restartUnits());
        return result.problems().isEmpty()
                ? new Outcome.Updated(updated.from(), updated.to(), result.restarted())
                : new Outcome.RestartFailed(updated.from(), updated.to(), result.problems());
    }
}
