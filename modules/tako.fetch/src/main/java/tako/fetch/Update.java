package tako.fetch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tako.config.Config;
import tako.crypto.Digest;
import tako.store.ActivationRecord;
import tako.store.Destination;
import tako.store.Entry;
import tako.store.FileLock;
import tako.store.LocalCopy;
import tako.store.LocalManifest;
import tako.store.LockedDestination;
import tako.store.Manifest;
import tako.store.StoreException;
import tako.store.Version;

/**
 * One run for one image (product.md): lock, poll, choose, have, remember, activate; then, with the lock released,
 * restart. Every step leaves the destination in a good state, whatever becomes of the next.
 */
final class Update {
    /**
     * Another run may be downloading a large image; a unit that waits for it would not be helped by giving up earlier.
     */
    static final Duration LOCK_LIMIT = Duration.ofMinutes(10);

    /**
     * What another run has to do again: asking servers that hardly answer, or waiting for the lock, is not worth it, and
     * so {@code TimeoutSec=} counts twice for no longer.
     */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final Config config;
    private final Destination destination;
    private final Transports transports;
    private final Units units;
    private final InstantSource clock;
    private final Reporter reporter;
    private long largest = Long.MAX_VALUE;
    /** The image that {@code latest} is being moved to, once that has begun. */
    private Optional<Digest> activating = Optional.empty();

    /** How far an image comes by itself. */
    sealed interface Step {
        /** To the end. */
        record Ended(Outcome outcome) implements Step {}

        /** To the restart of units, which those of other images may share. */
        record Activating(Activation activation) implements Step {}
    }

    /**
     * For one image.
     *
     * @param transports how to reach the origins
     * @param units the units of all images
     * @param clock for the time at which an image failed
     */
    Update(Config config, Transports transports, Units units, InstantSource clock, Reporter reporter) {
        this.config = config;
        this.destination = Destination.at(config.destination());
        this.transports = transports;
        this.units = units;
        this.clock = clock;
        this.reporter = reporter;
    }

    /**
     * Brings the image up to date, as far as it comes without restarting units; or only makes sure that there is one,
     * for a unit that waits to start with it, which takes no lock and no network where there is.
     *
     * @throws FetchException if that fails; what was installed before still is
     */
    Step run(Updates.Mode mode) throws FetchException {
        transports.deadline().begin();
        try {
            return switch (mode) {
                case IF_MISSING -> isProvisioned() ? new Step.Ended(new Outcome.Present()) : provision();
                case UPDATE -> update(false);
                case RETRY_FAILED -> update(true);
            };
        } catch (StoreException e) {
            throw new FetchException(StoreException.reason(e), e);
        }
    }

    /** Says that {@link #run} is to come before long, so that what is slow about it may begin. */
    void expect() {
        Poll.expect(config, transports, destination);
    }

    /** For so long the run may go on when it begins next; unless it is the last turn, a {@link TurnOverException} ends it. */
    void limitTurn(Duration length, boolean last) {
        transports.deadline().limitTurn(length, last);
    }

    /**
     * A run that begins from now on ends with a {@link TooLargeException} before it hashes more bytes of an image, unless
     * it has taken {@link #SHORT} by then.
     */
    void limitSize(long most) {
        largest = most;
    }

    /** Drops what was asked early and is not wanted any more. */
    void endTurn() {
        transports.endTurn();
    }

    /** The turn is over. What came of a download stays, and the next turn goes on from there. */
    void pause(TurnOverException end) {
        transports.deadline().pause();
        reporter.info(String.valueOf(end.getMessage()));
    }

    Config config() {
        return config;
    }

    /** What a run that failed has left, in words. */
    String whatStays() {
        try {
            Optional<Digest> latest = destination.latest();
            if (latest.isEmpty()) {
                return "nothing is installed";
            }
            Path image = destination.image(latest.get());
            if (!Files.exists(image)) {
                return "latest leads to " + image + ", which is missing";
            }
            return latest.equals(activating) ? "but latest leads to the new image already" : "latest is as it was";
        } catch (StoreException e) {
            return "and what is installed cannot be told";
        }
    }

    private boolean isProvisioned() throws StoreException {
        return destination.isProvisioned(config.publicKeys(), config.maxManifestSize());
    }

    private Step provision() throws FetchException, StoreException {
        try (LockedDestination locked = lock()) {
            if (isProvisioned()) { // by the run that was waited for
                return new Step.Ended(new Outcome.Present());
            }
            return install(locked, false, List.of(), Optional.empty());
        }
    }

    private Step update(boolean retryFailed) throws FetchException, StoreException {
        try (LockedDestination locked = lock()) {
            Optional<ActivationRecord> pending = locked.journal().pending();
            return pending.isPresent()
                    ? inProgress(pending.get().to())
                    : install(locked, retryFailed, config.restartUnits(), Optional.empty());
        }
    }

    /**
     * What an earlier run has left to restart or to judge, if no other run is at it. It is to be concluded before this
     * one goes on, together with those of other images.
     *
     * @throws FetchException if that cannot be told; nothing has changed then
     */
    Optional<Activation> takeOver() throws FetchException {
        try {
            if (!destination.isActivating()) {
                return Optional.empty();
            }
            try (LockedDestination locked = lock()) {
                Optional<ActivationRecord> pending = locked.journal().pending();
                Optional<FileLock> alive = pending.isPresent() ? locked.tryActivating() : Optional.empty();
                return alive.isPresent() ? resume(locked, alive.get(), pending.orElseThrow()) : Optional.empty();
            }
        } catch (StoreException e) {
            throw new FetchException(StoreException.reason(e), e);
        }
    }

    private Optional<Activation> resume(LockedDestination locked, FileLock alive, ActivationRecord pending)
            throws StoreException {
        Optional<Activation> left;
        try {
            left = Activation.resume(setting(), locked, alive, pending, current());
        } catch (StoreException e) {
            alive.close();
            throw e;
        }
        if (left.isPresent() && units.wait(pending.units())) {
            left.get().close(); // a unit that waits for this very process cannot be judged by it
            return Optional.empty();
        }
        if (left.isPresent()) {
            reporter.warning("an earlier run could not finish restarting units; going on with that");
            for (String unit : left.get().units().stopped()) {
                reporter.info(unit + " is stopped by now and stays so");
            }
        }
        return left;
    }

    /** What {@code latest} points at, if the manifest here tells. */
    private Optional<Entry> current() throws StoreException {
        Optional<Digest> latest = destination.latest();
        LocalManifest copy = destination.manifest(config.publicKeys(), config.maxManifestSize());
        return latest.isPresent() && copy instanceof LocalManifest.Verified(Manifest manifest)
                ? manifest.find(latest.get()).stream().findFirst()
                : Optional.empty();
    }

    /**
     * The same as {@link #run}, after what an earlier run had left has come to this end. What is still left must not keep
     * a newer image away, which may be the remedy.
     *
     * @throws FetchException if that fails; what was installed before still is
     */
    Step run(Updates.Mode mode, Activation left, Outcome outcome) throws FetchException {
        if (outcome instanceof Outcome.Updated(var from, Version to, List<String> restarted)) {
            if (!restarted.isEmpty()) {
                reporter.info("units are up with " + to + ": " + String.join(", ", restarted));
            }
            return run(mode);
        }
        transports.deadline().begin();
        try (LockedDestination locked = lock()) {
            boolean retryFailed = mode == Updates.Mode.RETRY_FAILED;
            Step step = install(locked, retryFailed, config.restartUnits(), left.provenBefore());
            boolean told = outcome instanceof Outcome.RolledBack;
            return told || step instanceof Step.Activating || changes(step) ? step : new Step.Ended(outcome);
        } catch (StoreException e) {
            throw new FetchException(StoreException.reason(e), e);
        }
    }

    private static boolean changes(Step step) {
        return step instanceof Step.Ended(Outcome ended) && ended instanceof Outcome.Updated;
    }

    private LockedDestination lock() throws StoreException {
        Poll.prepare(config, transports); // while the lock is taken, and the local manifest verified
        Optional<Path> missing = destination.missingParent();
        if (missing.isPresent()) {
            reporter.info(missing.get() + " is missing, so it is made; is something to be mounted there?");
        }
        Duration limit = transports.deadline().within(LOCK_LIMIT);
        LockedDestination locked = destination.lock(limit, message -> reporter.waiting(message, limit));
        reporter.waited();
        return locked;
    }

    private static Step inProgress(Entry entry) {
        return new Step.Ended(new Outcome.InProgress(entry.version()));
    }

    private Step install(
            LockedDestination locked, boolean retryFailed, List<String> restartUnits, Optional<Entry> provenBefore)
            throws FetchException, StoreException {
        if (retryFailed && locked.journal().forgetFailures() > 0) {
            reporter.info("images that failed here are tried again");
        }
        LocalCopy copy = destination.localCopy(config.publicKeys(), config.maxManifestSize());
        Poll poll = new Poll(config, transports, locked, copy, reporter);
        Poll.Result polled = poll.run();
        Optional<Digest> latest = destination.latest();
        Optional<Version> installed = installed(locked, polled.manifest(), latest);
        long most = transports.deadline().isYoungerThan(SHORT) ? largest : Long.MAX_VALUE;
        Selection selection = new Selection(config, transports, locked, most, reporter);
        Selection.Choice choice = selection.choose(polled.manifest(), installed);
        if (copy.manifest() instanceof LocalManifest.Unverifiable(String reason)) {
            reporter.warning(destination.manifestFile() + " could not be verified (" + reason + "), so it is now "
                    + locked.setManifestAside() + ". An origin that went back to an older manifest would not have"
                    + " been noticed this once");
        }
        poll.remember(polled);
        if (choice instanceof Selection.Choice.Nothing(String reason)) { // a switch over types starts slowly
            Outcome outcome = selection.nothing(polled.manifest(), latest, reason);
            removeOldImages(locked);
            return new Step.Ended(outcome);
        }
        Selection.Choice.Ready ready = (Selection.Choice.Ready) choice;
        Entry entry = ready.entry();
        boolean isLatest = latest.filter(entry.digest()::equals).isPresent();
        if (!isLatest) {
            activating = Optional.of(entry.digest());
            Optional<Entry> old = provenBefore.or(() -> old(polled.manifest(), latest, installed));
            return activate(locked, entry, old, installed, restartUnits);
        }
        if (ready.downloaded()) { // it was damaged or missing, so there is nothing to go back to
            return activate(locked, entry, Optional.empty(), installed, restartUnits);
        }
        relabel(locked, entry, installed);
        return new Step.Ended(unchanged(polled, entry));
    }

    private static Outcome unchanged(Poll.Result polled, Entry entry) {
        return polled instanceof Poll.Result.Lagging
                ? new Outcome.Lagging(entry.version())
                : new Outcome.UpToDate(entry.version());
    }

    /** What there is to go back to. */
    private static Optional<Entry> old(Manifest manifest, Optional<Digest> latest, Optional<Version> installed) {
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        List<Entry> entries = manifest.find(latest.get());
        for (Entry entry : entries) {
            if (installed.isPresent() && entry.version().equals(installed.get())) {
                return Optional.of(entry);
            }
        }
        return entries.stream().findFirst();
    }

    /** Another version of the same image: nothing moves, but later runs are compatible with that version. */
    private void relabel(LockedDestination locked, Entry entry, Optional<Version> installed) throws StoreException {
        if (!installed.map(Version::toString).equals(Optional.of(entry.version().toString()))) {
            locked.relabel(entry);
        }
        removeOldImages(locked);
    }

    private Step activate(
            LockedDestination locked,
            Entry entry,
            Optional<Entry> old,
            Optional<Version> installed,
            List<String> restartUnits)
            throws StoreException {
        if (restartUnits.isEmpty()) { // what an earlier run has left to restart stays noted
            locked.activate(entry);
            removeOldImages(locked);
            return new Step.Ended(new Outcome.Updated(installed, entry.version(), List.of()));
        }
        Optional<FileLock> alive = locked.tryActivating();
        if (alive.isEmpty()) {
            return inProgress(entry);
        }
        Activation activation = Activation.begin(
                setting(),
                locked,
                alive.get(),
                installed.map(Version::detached),
                old.map(Entry::detached),
                entry.detached());
        removeOldImages(locked);
        return new Step.Activating(activation);
    }

    private Activation.Setting setting() {
        return new Activation.Setting(config, units, clock, reporter);
    }

    private void removeOldImages(LockedDestination locked) {
        try {
            for (Digest removed : locked.removeOldImages(config.keepImages())) {
                reporter.info("removed the old image " + destination.image(removed));
            }
        } catch (StoreException e) {
            reporter.warning(StoreException.reason(e)); // the units still have to be restarted
        }
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
}
