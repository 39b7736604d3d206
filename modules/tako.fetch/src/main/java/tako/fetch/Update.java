package tako.fetch;

import java.nio.file.Files;
import java.nio.file.Path;
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
 * One run for one image (product.md): lock, poll, choose, have, remember, activate; then, with the lock released,
 * restart. Every step leaves the destination in a good state, whatever becomes of the next.
 */
public final class Update {
    /**
     * Another run may be downloading a large image; a unit that waits for it would not be helped by giving up earlier.
     */
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
     * Makes sure that there is an image, for a unit that waits to start with it: with one present there is nothing to
     * do, and no lock or network is needed. Restarts nothing.
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

    /** What a run that failed has left, in words. */
    public String whatStays() {
        try {
            Optional<Digest> latest = destination.latest();
            if (latest.isEmpty()) {
                return "nothing is installed";
            }
            Path image = destination.image(latest.get());
            return Files.exists(image) ? "latest is as it was" : "latest leads to " + image + ", which is missing";
        } catch (StoreException e) {
            return "latest is as it was";
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
            LocalManifest copy = destination.manifest(config.publicKeys(), config.maxManifestSize());
            Optional<Manifest> local = copy instanceof LocalManifest.Verified(Manifest manifest)
                    ? Optional.of(manifest)
                    : Optional.empty();
            Poll.Result polled = new Poll(config, transports, locked, local, reporter).run();
            Optional<Digest> latest = destination.latest();
            Optional<Version> installed = installed(locked, polled.manifest(), latest);
            Choice choice = choose(locked, polled.manifest(), installed);
            if (copy instanceof LocalManifest.Unverifiable(String reason)) {
                reporter.warning(destination.manifestFile() + " could not be verified (" + reason + "), so it is now "
                        + locked.setManifestAside() + ". An origin that went back to an older manifest would not have"
                        + " been noticed this once");
            }
            remember(locked, polled, local);
            return switch (choice) {
                case Choice.Nothing(String reason) ->
                    new Installed(nothing(locked, polled.manifest(), latest, reason), false);
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

    /**
     * An image may be published under several versions: the one that it was installed as, or else the lowest, is
     * cautious. With {@code latest} deleted, what was installed last still tells which versions are compatible.
     */
    private Optional<Version> installed(LockedDestination locked, Manifest manifest, Optional<Digest> latest)
            throws StoreException {
        if (latest.isEmpty()) {
            Optional<Version> last = locked.lastInstalled();
            last.ifPresent(version ->
                    reporter.warning(destination.latestLink() + " is missing; " + version + " was installed last"));
            return last;
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
            if (isHere(locked, candidate)) {
                return new Choice.Ready(candidate, false);
            }
            if (new Download(config, transports, locked, reporter).run(candidate)) {
                return new Choice.Ready(candidate, true);
            }
        }
        return new Choice.Nothing(
                candidates.isEmpty()
                        ? "none of the " + manifest.entries().size() + " published versions matches Version="
                                + config.policy().pattern()
                        : "no origin has the image of a version that matches Version="
                                + config.policy().pattern());
    }

    private boolean isHere(LockedDestination locked, Entry entry) throws StoreException {
        return switch (locked.holding(entry)) {
            case INTACT -> true;
            case MISSING -> false;
            case DAMAGED -> {
                reporter.warning(
                        destination.image(entry.digest()) + " (" + entry.version() + ") was changed since it was"
                                + " stored, so it is downloaded again. Does something mount it writable?");
                yield false;
            }
        };
    }

    /** Without a candidate nothing changes, but what is installed has to be whole for that to be good news. */
    private Outcome nothing(LockedDestination locked, Manifest manifest, Optional<Digest> latest, String reason)
            throws FetchException, StoreException {
        if (latest.isEmpty()) {
            return new Outcome.NoCandidate(reason, Optional.empty());
        }
        for (Entry entry : manifest.find(latest.get())) {
            if (locked.holding(entry) == LockedDestination.Holding.INTACT) {
                return new Outcome.NoCandidate(reason, Optional.of(entry.version()));
            }
        }
        throw new FetchException("the installed image " + destination.image(latest.get())
                + " is damaged, missing or not in the manifest, and there is nothing to replace it: " + reason);
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
        try {
            for (Digest removed : locked.removeOldImages(config.keepImages())) {
                reporter.info("removed the old image " + destination.image(removed));
            }
        } catch (StoreException e) {
            reporter.warning(StoreException.reason(e)); // the units still have to be restarted
        }
    }

    private Outcome restart(Installed installed) {
        if (!installed.changed() || !(installed.outcome() instanceof Outcome.Updated updated)) {
            return installed.outcome();
        }
        UnitRestart.Result result = new UnitRestart(reporter).run(config.restartUnits());
        return result.problems().isEmpty()
                ? new Outcome.Updated(updated.from(), updated.to(), result.restarted())
                : new Outcome.RestartFailed(updated.from(), updated.to(), result.restarted(), result.problems());
    }
}
