package tako.fetch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
 *   <li>BACK, {@code latest} at the old image: the units that run since before restart;
 *   <li>either, {@code latest} at a third image, which a unit had installed that was to start without the one that was
 *       there: as for FORWARD, with that image.
 * </ul>
 *
 * The destination's lock is not held while units restart, for one of them may wait for it; another lock shows that this
 * run is alive.
 */
final class Activation {
    private static final String NEXT_RUN = "the next run tries again";

    private final Setting setting;
    private final Destination destination;
    private final FileLock alive;
    private final Optional<Version> installed;
    private final boolean earlier;
    private final List<String> reasons = new ArrayList<>();
    private ActivationRecord record;
    /** Whether another image may be at fault for what speaks against this one. */
    private boolean suspected;
    /** Whether the image before is back, and its units are up with it. */
    private boolean restored;

    /**
     * What an activation is to go by.
     *
     * @param units the units of all images
     * @param clock for the time at which an image failed
     */
    record Setting(Config config, Units units, InstantSource clock, Reporter reporter) {}

    private Activation(
            Setting setting,
            Destination destination,
            FileLock alive,
            Optional<Version> installed,
            boolean earlier,
            ActivationRecord record) {
        this.setting = setting;
        this.destination = destination;
        this.alive = alive;
        this.installed = installed;
        this.earlier = earlier;
        this.record = record;
    }

    /**
     * Points {@code latest} at an image, and notes first which units have to restart for it.
     *
     * @param alive closed when the activation is, or if this fails
     * @param installed what is installed, to say so; also where there is nothing to go back to
     */
    static Activation begin(
            Setting setting,
            LockedDestination locked,
            FileLock alive,
            Optional<Version> installed,
            Optional<Entry> from,
            Entry to)
            throws StoreException {
        try {
            List<ActivationRecord.Unit> inUse = setting.units.inUse(setting.config.restartUnits(), setting.reporter);
            ActivationRecord record = new ActivationRecord(Direction.FORWARD, from, to, inUse);
            locked.journal().begin(record);
            locked.activate(to);
            letTheClockTick();
            Activation activation = new Activation(setting, locked.destination(), alive, installed, false, record);
            activation.lookAgain(locked);
            return activation;
        } catch (StoreException | RuntimeException e) {
            alive.close();
            throw e;
        }
    }

    /** So that what starts from here on is seen to be younger than {@code latest}. */
    private static void letTheClockTick() {
        try {
            Thread.sleep(Destination.CLOCK_TICK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // which ends the wait for the units
        }
    }

    /** Somebody may have started a unit with the old image after it was seen to be stopped. */
    private void lookAgain(LockedDestination locked) throws StoreException {
        List<String> others = new ArrayList<>(setting.config.restartUnits());
        record.units().forEach(unit -> others.remove(unit.name()));
        List<ActivationRecord.Unit> late = setting.units.startedBefore(destination.latestSince(), others);
        if (!late.isEmpty()) {
            List<ActivationRecord.Unit> all = new ArrayList<>(record.units());
            all.addAll(late);
            record = new ActivationRecord(record.direction(), record.from(), record.to(), all);
            locked.journal().begin(record);
        }
    }

    /**
     * Takes over what a killed run has left.
     *
     * @param current what {@code latest} points at, if the manifest tells
     * @return empty if nothing is left to do
     */
    static Optional<Activation> resume(
            Setting setting, LockedDestination locked, FileLock alive, ActivationRecord record, Optional<Entry> current)
            throws StoreException {
        Activation activation = new Activation(
                setting, locked.destination(), alive, record.from().map(Entry::version), true, record);
        if (activation.isLeft(locked, current)) {
            return Optional.of(activation);
        }
        activation.end(locked);
        return Optional.empty();
    }

    /** Whether there is anything left to do; goes on with what comes before the restarts. */
    private boolean isLeft(LockedDestination locked, Optional<Entry> current) throws StoreException {
        Optional<Digest> latest = destination.latest();
        if (latest.equals(Optional.of(record.to().digest()))) {
            return isMoved(locked);
        }
        if (latest.equals(record.from().map(Entry::digest))) {
            return record.direction() == Direction.BACK && goesBack(locked);
        }
        if (current.isPresent()) {
            record = new ActivationRecord(Direction.FORWARD, provenBefore(), current.get(), record.units());
            locked.journal().begin(record);
        }
        return current.isPresent();
    }

    private boolean isMoved(LockedDestination locked) throws StoreException {
        if (record.direction() == Direction.FORWARD) {
            lookAgain(locked); // at units that the configuration names only now
        } else {
            recall(locked.journal().failures());
        }
        return true;
    }

    private boolean goesBack(LockedDestination locked) throws StoreException {
        if (locked.holding(record.to()) != LockedDestination.Holding.INTACT) {
            setting.reporter.warning("an earlier run found that units do not come up with " + from().orElseThrow()
                    + ". " + stays(record.to()));
            return false;
        }
        locked.goBack(record.to());
        letTheClockTick();
        recall(locked.journal().failures());
        return true;
    }

    /** Why the image failed that an earlier run began to take back. */
    private void recall(List<FailedImage> failures) {
        suspected = true;
        for (FailedImage failure : failures) {
            if (record.from().map(Entry::digest).equals(Optional.of(failure.digest()))) {
                reasons.add(failure.reason());
                suspected = false;
            }
        }
    }

    Config config() {
        return setting.config;
    }

    Duration settle() {
        return setting.config.settle();
    }

    /** The units that this is about. */
    NotedUnits units() throws StoreException {
        return new NotedUnits(record, setting.config, setting.units, destination.latestSince());
    }

    /** The names of the units that are tried with a new image. */
    List<String> tried() {
        return record.direction() == Direction.FORWARD
                ? record.units().stream().map(ActivationRecord.Unit::name).toList()
                : List.of();
    }

    /**
     * Takes the verdicts on the units.
     *
     * @param shared the units that are tried with other new images, too
     * @return how the activation ended, or empty if the image before was taken back and units have to restart once more
     */
    Optional<Outcome> judge(Map<String, Verdict> verdicts, Set<String> shared) throws StoreException, SystemdException {
        Judgement judgement = Judgement.of(record.units(), verdicts, setting.units);
        return record.direction() == Direction.FORWARD ? forward(judgement, shared) : Optional.of(back(judgement));
    }

    private Optional<Outcome> forward(Judgement judgement, Set<String> shared) throws StoreException, SystemdException {
        reasons.addAll(judgement.complaints());
        if (!judgement.bad().isEmpty()) {
            return setting.config.rollback() && record.from().isPresent()
                    ? goBack(record.from().get(), judgement, shared)
                    : Optional.of(kept(judgement));
        }
        if (judgement.isOpen()) {
            return Optional.of(new Outcome.Unproven(
                    from(), record.to().version(), earlier, judgement.good(), judgement.remarks()));
        }
        return judgement.down().isEmpty()
                ? Optional.of(proven(judgement.good()))
                : Optional.of(broken(judgement, judgement.down()));
    }

    /** What cannot be judged yet has to be in another run. */
    private Outcome broken(Judgement judgement, List<String> problems) throws StoreException {
        Outcome outcome = new Outcome.Broken(from(), record.to().version(), earlier, judgement.good(), problems);
        return judgement.isOpen() ? outcome : ended(outcome);
    }

    private Outcome ended(Outcome outcome) throws StoreException {
        try (LockedDestination locked = lock()) {
            end(locked);
        }
        return outcome;
    }

    private Outcome proven(List<String> good) throws StoreException {
        try (LockedDestination locked = lock()) {
            if (!good.isEmpty()) {
                locked.journal().forgetFailure(record.to().digest());
            }
            end(locked);
        }
        return new Outcome.Updated(from(), record.to().version(), good);
    }

    /** The image does not work, and stays. */
    private Outcome kept(Judgement judgement) throws StoreException {
        String cause = setting.config.rollback() ? "there is no image before it to go back to" : "Rollback=no";
        return broken(judgement, with(judgement, staysFor(cause)));
    }

    /** The complaints, what becomes of the image, and what else is to be said. */
    private List<String> with(Judgement judgement, String what) {
        List<String> problems = new ArrayList<>(reasons);
        problems.add(what);
        problems.addAll(judgement.remarks());
        return problems;
    }

    private String stays(Entry old) {
        return staysFor("the image before it, " + destination.image(old.digest()) + " (" + old.version()
                + "), is damaged or missing");
    }

    private String staysFor(String cause) {
        Version version = record.direction() == Direction.FORWARD ? record.to().version() : from().orElseThrow();
        return version + " stays, for " + cause
                + ". Publish a version that works, or mend what is wrong here and start the unit";
    }

    private Optional<Outcome> goBack(Entry old, Judgement judgement, Set<String> shared)
            throws StoreException, SystemdException {
        List<Verdict.Bad> bad = judgement.bad();
        suspected = bad.stream().allMatch(verdict -> shared.contains(verdict.unit()));
        try (LockedDestination locked = lock()) {
            if (locked.holding(old) != LockedDestination.Holding.INTACT) {
                return Optional.of(broken(judgement, with(judgement, stays(old))));
            }
            if (suspected) {
                setting.reporter.warning("with " + record.to().version() + " and other new images, "
                        + reasons.getFirst() + ". All of them go back, and then each is tried alone");
            } else {
                Instant now = setting.clock.instant().truncatedTo(ChronoUnit.SECONDS);
                locked.journal().addFailure(new FailedImage(record.to().digest(), now, reasons.getFirst()));
            }
            List<ActivationRecord.Unit> again = setting.units.again(record.units(), bad);
            record = new ActivationRecord(Direction.BACK, Optional.of(record.to()), old, again);
            locked.journal().begin(record);
            locked.goBack(old);
            letTheClockTick();
        }
        return Optional.empty();
    }

    private Outcome back(Judgement judgement) throws StoreException {
        List<String> problems = new ArrayList<>();
        for (String complaint : judgement.complaints()) {
            problems.add("with " + record.to().version() + ", too, " + complaint);
        }
        problems.addAll(judgement.remarks());
        restored = problems.isEmpty();
        if (judgement.isOpen()) {
            problems.add(NEXT_RUN);
        }
        Outcome outcome = rolledBack(judgement.good(), problems);
        return judgement.isOpen() ? outcome : ended(outcome);
    }

    private Outcome rolledBack(List<String> good, List<String> problems) {
        return new Outcome.RolledBack(from(), record.to().version(), List.copyOf(reasons), good, problems, !suspected);
    }

    /**
     * Tries the image once more that went back together with others, if it is not known that it is at fault.
     *
     * @return empty if it is known, or if the destination has changed since
     */
    Optional<Activation> again() throws StoreException {
        if (!suspected || !restored || record.from().isEmpty()) {
            return Optional.empty();
        }
        Entry image = record.from().get();
        try (LockedDestination locked = lock()) {
            boolean changed = locked.journal().pending().isPresent()
                    || !destination.latest().equals(Optional.of(record.to().digest()))
                    || locked.holding(image) != LockedDestination.Holding.INTACT;
            Optional<FileLock> aliveAgain = changed ? Optional.empty() : locked.tryActivating();
            if (aliveAgain.isEmpty()) {
                return Optional.empty();
            }
            Entry old = record.to();
            return Optional.of(
                    begin(setting, locked, aliveAgain.get(), Optional.of(old.version()), Optional.of(old), image));
        }
    }

    /** What there is to say when units could not be restarted or judged; the next run tries again. */
    Outcome unjudged(String problem) {
        if (record.direction() == Direction.BACK) {
            return rolledBack(List.of(), List.of(problem, NEXT_RUN));
        }
        List<String> problems = new ArrayList<>(reasons);
        problems.add(problem);
        return new Outcome.Unproven(from(), record.to().version(), earlier, List.of(), problems);
    }

    private Optional<Version> from() {
        return record.direction() == Direction.FORWARD
                ? installed
                : record.from().map(Entry::version);
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
