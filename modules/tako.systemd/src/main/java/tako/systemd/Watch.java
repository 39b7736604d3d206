package tako.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A unit whose verdict is awaited. Times are those of {@link System#nanoTime()}. */
final class Watch {
    /**
     * How often others may start the unit anew while it settles, as another update of it does. More is a loop that
     * its {@code Restart=} has no part in: a socket's, say.
     */
    private static final int STARTS_BY_OTHERS = 3;

    private final Unit unit;
    private final String id;
    private final boolean oneshot;
    private final Dependents dependents = new Dependents();
    private final Duration limit;
    private final Duration settle;

    private boolean changed;
    /** Whether it was up, or was to be, since this looks: then a stop would have been seen. */
    private boolean watched;

    private boolean jobEnded;
    private Stand stand = Stand.MOVING;
    private String invocation = "";
    private int restarts;
    private int startsByOthers;
    private long until;

    /**
     * Begins with what the unit is before anything is done to it.
     *
     * @param limit how long it may be on its way up or down
     * @param settle how long it must then stay up
     */
    Watch(Unit unit, Duration limit, Duration settle) throws BusException {
        this.unit = unit;
        this.id = unit.id();
        this.oneshot = unit.isOneshot();
        this.limit = limit;
        this.settle = settle;
        this.restarts = unit.restarts();
    }

    Unit unit() {
        return unit;
    }

    String id() {
        return id;
    }

    /** Takes in the names of what has to be up along with it, except for what is watched on its own. */
    void expect(Manager manager, List<String> names, Set<String> watched) throws BusException {
        dependents.add(manager, names, watched);
    }

    /** It is started while this looks. */
    void expectStart() {
        watched = true;
    }

    /** Asks for the changes of the unit and of its dependents, and looks for the first time. */
    void begin(Manager manager, long now) throws BusException {
        manager.watch(unit);
        dependents.watch(manager);
        until = now + limit.toNanos();
        look(now);
    }

    /** Whether the signal is about this unit. It is not looked at yet. */
    boolean takes(Signal signal) {
        boolean concerned = switch (signal) {
            case Signal.UnitChanged(String path) -> unit.path().equals(path) || dependents.contain(path);
            case Signal.JobEnded ended -> ended.unit().equals(id);
        };
        jobEnded |= concerned && signal instanceof Signal.JobEnded;
        changed |= concerned;
        return concerned;
    }

    /** Whether there was a signal since the last look. */
    boolean hasChanged() {
        return changed;
    }

    /** Whether the unit has been up for as long as it must. */
    boolean hasSettled(long now) {
        return stand == Stand.UP && isOver(until, now);
    }

    /** Asks systemd how the unit and its dependents are now. */
    void look(long now) throws BusException {
        changed = false;
        Stand seen = unit.stand();
        String run = unit.invocation();
        boolean startedAnew = !run.equals(invocation);
        boolean loops = loops(startedAnew && !invocation.isEmpty(), unit.restarts());
        if (loops && seen != Stand.FAILED) {
            seen = Stand.LOOPING;
        }
        if (startedAnew || seen != stand) {
            invocation = run;
            enter(seen, now);
        }
        dependents.look();
    }

    /** Whether its starts are a loop, be it up just now. */
    private boolean loops(boolean startedAnew, int restartsNow) {
        if (restartsNow != 0 && restartsNow != restarts) {
            return true;
        }
        restarts = restartsNow; // systemd counts from 0 again once somebody else starts the unit
        startsByOthers += startedAnew ? 1 : 0;
        return startsByOthers > STARTS_BY_OTHERS;
    }

    private void enter(Stand next, long now) {
        stand = next;
        jobEnded &= next != Stand.UP;
        watched |= next == Stand.UP;
        Duration patience = switch (next) {
            case MOVING -> limit;
            case UP -> oneshot ? Duration.ZERO : settle;
            case DOWN, FAILED, LOOPING -> Duration.ZERO;
        };
        until = now + patience.toNanos();
    }

    /** When there may be a verdict though nothing changes. */
    long deadline(long now) {
        return isOver(until, now) ? until + limit.toNanos() : until;
    }

    /** The verdict by the last look, if there can be one yet. */
    Optional<Verdict> verdict(long now) throws BusException {
        return switch (stand) {
            case MOVING ->
                isOver(until, now) ? Optional.of(new Verdict.StillStarting(unit.name(), limit)) : Optional.empty();
            case FAILED ->
                Optional.of(new Verdict.Failed(unit.name(), unit.ending().words()));
            case LOOPING -> Optional.of(new Verdict.CrashLoop(unit.name(), loop()));
            case DOWN -> down(now);
            case UP -> good(oneshot ? new Verdict.Finished(unit.name()) : new Verdict.Up(unit.name(), settle), now);
        };
    }

    private String loop() throws BusException {
        Ending ending = unit.ending();
        return ending.isOver() ? ending.words() : "it ended while it was watched";
    }

    private Optional<Verdict> down(long now) throws BusException {
        UnitState state = unit.state();
        if (state.load() != UnitState.Load.LOADED) {
            return Optional.of(new Verdict.Refused(unit.name(), unit.loadError().advice(unit.name())));
        }
        if (state.result().equals("exec-condition") || unit.isConditionUnmet()) {
            return Optional.of(new Verdict.ConditionNotMet(unit.name()));
        }
        if (oneshot) {
            return good(new Verdict.Finished(unit.name()), now);
        }
        return Optional.of(
                jobEnded || (!watched && unit.wasStopped())
                        ? new Verdict.Stopped(unit.name())
                        : new Verdict.Ended(unit.name(), unit.ending().words()));
    }

    /** The verdict, once the time is over and the dependents are back. */
    private Optional<Verdict> good(Verdict.Good verdict, long now) {
        if (!isOver(until, now)) {
            return Optional.empty();
        }
        if (!dependents.lost().isEmpty()) {
            return Optional.of(new Verdict.DependentsDown(unit.name(), dependents.lost()));
        }
        if (dependents.returning().isEmpty()) {
            return Optional.of(verdict);
        }
        return isOver(until + limit.toNanos(), now)
                ? Optional.of(new Verdict.DependentsDown(unit.name(), dependents.returning()))
                : Optional.empty();
    }

    private static boolean isOver(long time, long now) {
        return now - time >= 0;
    }
}
