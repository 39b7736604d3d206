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
        boolean moved =
                locked.destination().latest().equals(Optional.of(record.to().digest()));
        if (!moved && record.direction() == Direction.FORWARD) {
            locked.journal().end();
            alive.close();
            return Optional.empty();
        }
        if (!moved) {
            locked.goBack(record.to());
        }
        return Optional.of(new Activation(config, locked.destination(), alive, units, clock, record));
    }

    Config config() {
        return config;
    }

    Duration settle() {
        return config.settle();
    }

    /** The units that still run with another image than {@code latest}. */
    Set<String> due() throws SystemdException, StoreException {
        return select(true);
    }

    /** The units that were restarted already, but not judged. */
    Set<String> restarted() throws SystemdException, StoreException {
        return select(false);
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
        return record.direction() == Direction.FORWARD
                ? config.restartUnits().contains(unit.name()) && !units.isOutOfUse(unit, changed)
                : unit.invocation().isEmpty() || !units.isOutOfUse(unit, changed); // what failed has to come back
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
        for (ActivationRecord.Unit unit : record.units()) {
            switch (verdicts.get(unit.name())) {
                case Verdict.Good verdict -> good.add(verdict.unit());
                case Verdict.Bad verdict -> bad.add(verdict);
                case Verdict.Open verdict -> open.add(verdict.message());
                case null -> {} // stopped meanwhile, or not in the configuration any more
            }
        }
        return record.direction() == Direction.FORWARD ? forward(good, bad, open) : Optional.of(back(good, bad, open));
    }

    private Optional<Outcome> forward(List<String> good, List<Verdict.Bad> bad, List<String> open)
            throws StoreException, SystemdException {
        if (bad.isEmpty() && open.isEmpty()) {
            return Optional.of(proven(good));
        }
        if (bad.isEmpty()) {
            return Optional.of(new Outcome.Unproven(from(), record.to().version(), good, open));
        }
        reasons.addAll(messages(bad));
        return config.rollback() && record.from().isPresent()
                ? goBack(record.from().get(), bad)
                : Optional.of(kept(good));
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
        try (LockedDestination locked = lock()) {
            end(locked);
        }
        List<String> problems = new ArrayList<>(reasons);
        problems.add(
                config.rollback()
                        ? record.to().version() + " stays, for there is no image before it to go back to"
                        : record.to().version() + " stays, for Rollback=no");
        return new Outcome.Broken(from(), record.to().version(), good, problems);
    }

    private Optional<Outcome> goBack(Entry old, List<Verdict.Bad> bad) throws StoreException, SystemdException {
        try (LockedDestination locked = lock()) {
            if (locked.holding(old) != LockedDestination.Holding.INTACT) {
                reasons.add(destination.image(old.digest()) + " (" + old.version() + ") is damaged or missing");
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

    private Outcome back(List<String> good, List<Verdict.Bad> bad, List<String> open) throws StoreException {
        if (open.isEmpty()) {
            try (LockedDestination locked = lock()) {
                end(locked);
            }
        }
        List<String> problems = messages(bad);
        problems.addAll(open);
        return new Outcome.RolledBack(from(), record.to().version(), List.copyOf(reasons), good, problems);
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
        return record.direction() == Direction.FORWARD
                ? new Outcome.Unproven(from(), record.to().version(), List.of(), List.of(problem))
                : new Outcome.RolledBack(
                        from(), record.to().version(), List.copyOf(reasons), List.of(), List.of(problem));
    }

    private Optional<Version> from() {
        return record.from().map(Entry::version);
    }

    private LockedDestination lock() throws StoreException {
        return destination.lock(Update.LOCK_LIMIT, waiting -> {});
    }

    private void end(LockedDestination locked) throws StoreException {
        locked.journal().end();
    }

    /** Lets other runs finish what this one did not. */
    void close() {
        alive.close();
    }
}
