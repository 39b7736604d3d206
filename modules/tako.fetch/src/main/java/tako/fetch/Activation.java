package tako.fetch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tako.config.Config;
import tako.crypto.Digest;
import tako.store.ActivationRecord;
import tako.store.ActivationRecord.Direction;
import tako.store.Destination;
import tako.store.Entry;
import tako.store.FailedImage;
import tako.store.FileLock;
import tako.store.LockedDestination;
import tako.store.StoreException;
import tako.store.Version;
import tako.systemd.SystemdException;
import tako.systemd.Verdict;

/**
 * Step 6 of a run, from the moment that an image is in the store until the verdict on its units is in. What is on the
 * disk tells at each moment what a run has to do that finds it:
 *
 * <ul>
 *   <li>no record: nothing is going on;
 *   <li>FORWARD, {@code latest} still at the old image: nothing has happened, the record goes;
 *   <li>FORWARD, {@code latest} at the new image: the units that run since before restart, all are judged;
 *   <li>BACK, {@code latest} at the image that failed: it goes back;
 *   <li>BACK, {@code latest} at the old image: the units that run since before restart.
 * </ul>
 *
 * The destination's lock is not held while units restart, for one of them may wait for it; another lock shows that this
 * run is alive.
 */
final class Activation {
    private final Config config;
    private final Destination destination;
    private final FileLock alive;
    private final Units units;
    private final InstantSource clock;
    private final List<String> reasons = new ArrayList<>();
    private ActivationRecord record;
    /** The units whose restart this run has not seen. */
    private Set<String> unseen = Set.of();

    private Activation(
            Config config,
            Destination destination,
            FileLock alive,
            Units units,
            InstantSource clock,
            ActivationRecord record) {
        this.config = config;
        this.destination = destination;
        this.alive = alive;
        this.units = units;
        this.clock = clock;
        this.record = record;
    }

    /**
     * Points {@code latest} at an image, and notes first that units have to restart for it.
     *
     * @param inUse the units that have to, as they are now
     */
    static Activation begin(
            Config config,
            LockedDestination locked,
            FileLock alive,
            Units units,
            InstantSource clock,
            Optional<Entry> from,
            Entry to,
            List<ActivationRecord.Unit> inUse)
            throws StoreException {
        ActivationRecord record = new ActivationRecord(Direction.FORWARD, from, to, inUse);
        locked.journal().begin(record);
        locked.activate(to);
        return new Activation(config, locked.destination(), alive, units, clock, record);
    }

    /**
     * Takes over what a killed run has left.
     *
     * @return empty if nothing is left to do
     */
    static Optional<Activation> resume(
            Config config,
            LockedDestination locked,
            FileLock alive,
            Units units,
            InstantSource clock,
            ActivationRecord record)
            throws StoreException {
        Optional<Digest> latest = locked.destination().latest();
        boolean moved = latest.equals(Optional.of(record.to().digest()));
        boolean undone = record.direction() == Direction.FORWARD
                && latest.equals(record.from().map(Entry::digest));
        boolean impossible = record.direction() == Direction.BACK
                && !moved
                && locked.holding(record.to()) != LockedDestination.Holding.INTACT;
        if (undone || impossible) {
            locked.journal().end();
            alive.close();
            return Optional.empty();
        }
        if (record.direction() == Direction.BACK && !moved) {
            locked.goBack(record.to());
        }
        Activation activation = new Activation(config, locked.destination(), alive, units, clock, record);
        activation.recall(locked.journal().failures());
        return Optional.of(activation);
    }

    /** Why the image failed that an earlier run began to take back. */
    private void recall(List<FailedImage> failures) {
        for (FailedImage failure : failures) {
            if (record.direction() == Direction.BACK
                    && record.from().map(Entry::digest).equals(Optional.of(failure.digest()))) {
                reasons.add(failure.reason());
            }
        }
    }

    Config config() {
        return config;
    }

    Duration settle() {
        return config.settle();
    }

    /** The units that were noted and stay down; none where systemd cannot tell, which the restart will say. */
    Set<String> stopped() {
        Set<String> stopped = new LinkedHashSet<>();
        try {
            Instant changed = destination.latestSince();
            for (ActivationRecord.Unit unit : record.units()) {
                if (staysDown(unit, changed)) {
                    stopped.add(unit.name());
                }
            }
        } catch (SystemdException | StoreException e) {
            return Set.of();
        }
        return stopped;
    }

    /** What has failed with the new image has to come back, whatever it is now. */
    private boolean staysDown(ActivationRecord.Unit unit, Instant changed) throws SystemdException {
        boolean failed =
                record.direction() == Direction.BACK && unit.invocation().isEmpty();
        return !failed && units.wasStopped(unit, changed);
    }

    /** The units that still run with another image than {@code latest}. */
    Set<String> due() throws SystemdException, StoreException {
        return select(true);
    }

    /** The units that were restarted already, but not judged. */
    Set<String> restarted() throws SystemdException, StoreException {
        unseen = select(false);
        return unseen;
    }

    private Set<String> select(boolean older) throws SystemdException, StoreException {
        Instant changed = destination.latestSince();
        Set<String> selected = new LinkedHashSet<>();
        for (ActivationRecord.Unit unit : record.units()) {
            if (isWanted(unit, changed) && units.isOlder(unit, changed) == older) {
                selected.add(unit.name());
            }
        }
        return selected;
    }

    private boolean isWanted(ActivationRecord.Unit unit, Instant changed) throws SystemdException {
        boolean named =
                record.direction() == Direction.BACK || config.restartUnits().contains(unit.name());
        return named && !units.isOwn(unit) && !staysDown(unit, changed);
    }

    /**
     * Takes the verdicts on the units.
     *
     * @return how the activation ended, or empty if the image before was taken back and units have to restart once more
     */
    Optional<Outcome> judge(Map<String, Verdict> verdicts) throws StoreException, SystemdException {
        List<String> good = new ArrayList<>();
        List<Verdict.Bad> bad = new ArrayList<>();
        List<String> open = new ArrayList<>();
        List<String> down = new ArrayList<>();
        for (ActivationRecord.Unit unit : record.units()) {
            switch (verdicts.get(unit.name())) {
                case Verdict.Good verdict -> good.add(verdict.unit());
                case Verdict.Ended verdict
                when unseen.contains(verdict.unit()) ->
                    down.add(verdict.unit() + " is down: it was stopped, or it ended by itself. If it should run, use"
                            + " 'systemctl start " + verdict.unit() + "'");
                case Verdict.Stopped verdict -> down.add(verdict.message());
                case Verdict.Bad verdict -> bad.add(verdict);
                case Verdict.Open verdict -> open.add(verdict.message());
                case null -> {} // stopped meanwhile, or not in the configuration any more
            }
        }
        return record.direction() == Direction.FORWARD
                ? forward(good, bad, open, down)
                : Optional.of(back(good, bad, open, down));
    }

    private Optional<Outcome> forward(List<String> good, List<Verdict.Bad> bad, List<String> open, List<String> down)
            throws StoreException, SystemdException {
        reasons.addAll(messages(bad));
        if (!bad.isEmpty()) {
            return config.rollback() && record.from().isPresent()
                    ? goBack(record.from().get(), bad)
                    : Optional.of(kept(good));
        }
        if (!open.isEmpty()) {
            List<String> problems = new ArrayList<>(open);
            problems.addAll(down);
            return Optional.of(new Outcome.Unproven(from(), record.to().version(), good, problems));
        }
        if (!down.isEmpty()) { // somebody wants it so, or nobody can tell
            reasons.addAll(down);
            return Optional.of(ended(new Outcome.Broken(from(), record.to().version(), good, List.copyOf(reasons))));
        }
        return Optional.of(proven(good));
    }

    private Outcome ended(Outcome outcome) throws StoreException {
        try (LockedDestination locked = lock()) {
            end(locked);
        }
        return outcome;
    }

    private Outcome proven(List<String> good) throws StoreException {
        try (LockedDestination locked = lock()) {
            locked.journal().forgetFailure(record.to().digest());
            end(locked);
        }
        return new Outcome.Updated(from(), record.to().version(), good);
    }

    /** The image does not work, and stays. */
    private Outcome kept(List<String> good) throws StoreException {
        List<String> problems = new ArrayList<>(reasons);
        problems.add(
                config.rollback()
                        ? record.to().version() + " stays, for there is no image before it to go back to"
                        : record.to().version() + " stays, for Rollback=no");
        return ended(new Outcome.Broken(from(), record.to().version(), good, problems));
    }

    private Optional<Outcome> goBack(Entry old, List<Verdict.Bad> bad) throws StoreException, SystemdException {
        try (LockedDestination locked = lock()) {
            if (locked.holding(old) != LockedDestination.Holding.INTACT) {
                reasons.add(
                        record.to().version() + " stays, for the image before it, " + destination.image(old.digest())
                                + " (" + old.version() + "), is damaged or missing; publish a version that works");
                end(locked);
                return Optional.of(new Outcome.Broken(from(), record.to().version(), List.of(), List.copyOf(reasons)));
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            locked.journal().addFailure(new FailedImage(record.to().digest(), now, reasons.getFirst()));
            List<ActivationRecord.Unit> again = units.again(record.units(), bad);
            record = new ActivationRecord(Direction.BACK, Optional.of(record.to()), old, again);
            locked.journal().begin(record);
            locked.goBack(old);
        }
        return Optional.empty();
    }

    private Outcome back(List<String> good, List<Verdict.Bad> bad, List<String> open, List<String> down)
            throws StoreException {
        List<String> problems = messages(bad);
        problems.addAll(open);
        problems.addAll(down);
        Outcome outcome = new Outcome.RolledBack(from(), record.to().version(), List.copyOf(reasons), good, problems);
        return open.isEmpty() ? ended(outcome) : outcome;
    }

    private static List<String> messages(List<Verdict.Bad> verdicts) {
        List<String> messages = new ArrayList<>();
        for (Verdict.Bad verdict : verdicts) {
            messages.add(verdict.message());
        }
        return messages;
    }

    /** What there is to say when units could not be restarted or judged; the next run tries again. */
    Outcome unjudged(String problem) {
        if (record.direction() == Direction.BACK) {
            return new Outcome.RolledBack(
                    from(), record.to().version(), List.copyOf(reasons), List.of(), List.of(problem));
        }
        List<String> problems = new ArrayList<>(reasons);
        problems.add(problem);
        return new Outcome.Unproven(from(), record.to().version(), List.of(), problems);
    }

    private Optional<Version> from() {
        return record.from().map(Entry::version);
    }

    private LockedDestination lock() throws StoreException {
        return destination.lock(Update.LOCK_LIMIT, waiting -> {});
    }

    private void end(LockedDestination locked) throws StoreException {
        locked.journal().end();
        alive.close(); // under the lock: no run may find the one without the other
    }

    /** The image to go back to, should the one that is tried now give way to another before it has proved itself. */
    Optional<Entry> provenBefore() {
        return record.direction() == Direction.FORWARD ? record.from() : Optional.of(record.to());
    }

    /** Lets other runs finish what this one did not. */
    void close() {
        alive.close();
    }
}
