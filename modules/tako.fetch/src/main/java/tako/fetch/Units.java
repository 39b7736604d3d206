package tako.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tako.store.ActivationRecord;
import tako.systemd.SystemBus;
import tako.systemd.SystemdException;
import tako.systemd.UnitStart;
import tako.systemd.UnitState;
import tako.systemd.Verdict;

/** The units that use images, of all images of a run. Talks to systemd only when there is a unit to deal with. */
final class Units implements AutoCloseable {
    /**
     * How long units may take to stop and start: room for several times systemd's default of 90 s, and an end for a
     * unit that sets no limit of its own.
     */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private Optional<SystemBus> bus = Optional.empty();

    private SystemBus bus() throws SystemdException {
        if (bus.isEmpty()) {
            bus = Optional.of(SystemBus.open());
        }
        return bus.get();
    }

    /**
     * The units among these that are to be restarted when their image changes, as they are now. The one that this
     * process runs in is starting already, and those that were stopped stay so; both is said. Where systemd cannot be
     * asked, all.
     */
    List<ActivationRecord.Unit> inUse(List<String> names, Reporter reporter) {
        List<ActivationRecord.Unit> units = new ArrayList<>();
        for (String name : names) {
            try {
                note(name, reporter).ifPresent(units::add);
            } catch (SystemdException e) { // the restart will fail in the same way, and say so
                units.add(unknown(name));
            }
        }
        return units;
    }

    private Optional<ActivationRecord.Unit> note(String name, Reporter reporter) throws SystemdException {
        if (isWaiting(name)) {
            reporter.info(name + " is starting with the new image already, so it is not restarted");
            return Optional.empty();
        }
        UnitState state = bus().state(name);
        if (state.isStopped()) {
            reporter.info(name + " is stopped and stays so");
            return Optional.empty();
        }
        return Optional.of(noted(name, state.active() == UnitState.Active.FAILED, bus().dependents(name)));
    }

    private ActivationRecord.Unit noted(String name, boolean failed, List<String> dependents) throws SystemdException {
        Optional<UnitStart> start = bus().start(name);
        return new ActivationRecord.Unit(
                name,
                start.map(UnitStart::invocation).orElse(""),
                start.map(UnitStart::time).orElse(Instant.EPOCH),
                failed,
                dependents);
    }

    /** One that cannot be asked for, or that has been on its way: any start after the move is a new one. */
    private static ActivationRecord.Unit unknown(String name) {
        return new ActivationRecord.Unit(name, "", Instant.EPOCH, false, List.of());
    }

    /** One that has to start, whatever it is now. */
    private static ActivationRecord.Unit failed(String name, List<String> dependents) {
        return new ActivationRecord.Unit(name, "", Instant.EPOCH, true, dependents);
    }

    /**
     * The units among these that run since before their image changed, or cannot: units that were stopped when they were
     * looked at, or that were not named yet.
     *
     * @param changed when {@code latest} moved
     */
    List<ActivationRecord.Unit> startedBefore(Instant changed, List<String> names) {
        List<ActivationRecord.Unit> units = new ArrayList<>();
        for (String name : names) {
            try {
                UnitState state = bus().state(name);
                Optional<UnitStart> start = bus().start(name);
                boolean late = start.isPresent() && !start.get().time().isBefore(changed);
                if (!late && !state.isStopped() && !isWaiting(name)) {
                    units.add(unknown(name));
                }
            } catch (SystemdException e) {
                units.add(unknown(name)); // the restart will fail in the same way, and say so
            }
        }
        return units;
    }

    /**
     * The same units as they are now, for another restart. Those with a bad verdict, and what was up along with them and
     * is not any more, have to start even if they are down.
     */
    List<ActivationRecord.Unit> again(List<ActivationRecord.Unit> units, List<Verdict.Bad> bad)
            throws SystemdException {
        Set<String> failed = new LinkedHashSet<>();
        for (Verdict.Bad verdict : bad) {
            failed.add(verdict.unit());
        }
        List<ActivationRecord.Unit> now = new ArrayList<>();
        Set<String> dependents = new LinkedHashSet<>();
        for (ActivationRecord.Unit unit : units) {
            List<String> along = unit.dependents();
            now.add(failed.contains(unit.name()) ? failed(unit.name(), along) : noted(unit.name(), false, along));
            dependents.addAll(along);
        }
        for (ActivationRecord.Unit unit : units) {
            dependents.remove(unit.name());
        }
        for (String name : dependents) {
            if (!bus().isUp(name)) {
                now.add(failed(name, List.of()));
            }
        }
        return now;
    }

    /** Whether one of these units waits for this very process before it starts; no, where systemd cannot tell. */
    boolean wait(List<ActivationRecord.Unit> noted) {
        for (ActivationRecord.Unit unit : noted) {
            try {
                if (isWaiting(unit.name())) {
                    return true;
                }
            } catch (SystemdException e) {
                return false;
            }
        }
        return false;
    }

    private boolean isWaiting(String name) throws SystemdException {
        return bus().state(name).isPreparingToStart() && bus().containsThisProcess(name);
    }

    /** Whether this process runs in a unit that was noted: its restart would end this run. */
    boolean isOwn(ActivationRecord.Unit unit) throws SystemdException {
        return bus().containsThisProcess(unit.name());
    }

    /**
     * Whether a unit that was noted was stopped before it restarted. One that is down after it restarted may have ended
     * by itself, and is judged.
     *
     * @param changed when {@code latest} moved
     */
    boolean wasStopped(ActivationRecord.Unit unit, Instant changed) throws SystemdException {
        return bus().state(unit.name()).isStopped() && isOlder(unit, changed);
    }

    /**
     * Whether a unit still runs as it did when it was noted, or began to before the image changed.
     *
     * @param changed when {@code latest} moved
     */
    boolean isOlder(ActivationRecord.Unit unit, Instant changed) throws SystemdException {
        Optional<UnitStart> start = bus().start(unit.name());
        return start.isEmpty()
                || start.get().invocation().equals(unit.invocation())
                || start.get().time().isBefore(changed);
    }

    /**
     * Restarts units, and judges them together with others that were restarted before.
     *
     * @param due the units, each with what was up along with it
     * @param restarted the others, in the same way
     * @return a verdict on each, by its name
     */
    Map<String, Verdict> restart(Map<String, List<String>> due, Map<String, List<String>> restarted, Duration settle)
            throws SystemdException, InterruptedException {
        Map<String, List<String>> others = new LinkedHashMap<>(restarted);
        others.keySet().removeAll(due.keySet());
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        if (!due.isEmpty()) {
            add(verdicts, bus().restart(due, LIMIT, settle));
        }
        if (!others.isEmpty()) {
            add(verdicts, bus().judge(others, LIMIT, settle));
        }
        return verdicts;
    }

    private static void add(Map<String, Verdict> verdicts, List<Verdict> more) {
        for (Verdict verdict : more) {
            verdicts.put(verdict.unit(), verdict);
        }
    }

    @Override
    public void close() {
        bus.ifPresent(SystemBus::close);
    }
}
