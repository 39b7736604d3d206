package tako.systemd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The system's systemd, over its bus (sd-bus(3), org.freedesktop.systemd1(5)). For one thread. Opening it loads
 * native code: open it only when there is a unit to deal with.
 */
public final class SystemBus implements AutoCloseable {
    /** Where systemd runs as the first process (sd_booted(3)). */
    private static final Path BOOTED = Path.of("/run/systemd/system");

    private final Connection connection;
    private final Manager manager;

    private SystemBus(Connection connection, Manager manager) {
        this.connection = connection;
        this.manager = manager;
    }

    /**
     * Connects to systemd and subscribes to its signals.
     *
     * @throws SystemdException if there is no libsystemd, no bus, or no systemd on it
     */
    public static SystemBus open() throws SystemdException {
        try {
            return open(Libsystemd.load());
        } catch (LinkageError e) {
            throw new SystemdException(
                    "No unit was restarted: libsystemd.so.0 cannot be loaded (" + e.getMessage()
                            + "). Install it (Debian: libsystemd0, Fedora: systemd-libs),"
                            + " then restart the units by hand",
                    e);
        } catch (BusException e) {
            throw new SystemdException("No unit was restarted: " + unreachable(e), e);
        }
    }

    private static SystemBus open(Libsystemd library) throws BusException {
        Connection connection = Connection.open(library);
        try {
            return new SystemBus(connection, Manager.subscribe(connection));
        } catch (BusException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private static String unreachable(BusException e) {
        if (!Files.isDirectory(BOOTED)) {
            return "there is no systemd here (" + BOOTED + " is missing), as in a container without one."
                    + " Restart what uses the units' files by other means";
        }
        return "systemd does not answer on the system bus (" + e.said() + ")."
                + " See 'systemctl status dbus.socket', then restart the units by hand";
    }

    /**
     * The state of a unit, by its full name. A unit that systemd does not know has a state too ({@link
     * UnitState.Load#NOT_FOUND}).
     *
     * @throws SystemdException if the name cannot be a unit's, or systemd does not answer
     */
    public UnitState state(String unit) throws SystemdException {
        try {
            return manager.loadUnit(unit).state();
        } catch (BusException e) {
            throw new SystemdException("The state of " + unit + " cannot be told: " + e.advice(unit), e);
        }
    }

    /**
     * Whether a unit is up, by its full name.
     *
     * @throws SystemdException if the name cannot be a unit's, or systemd does not answer
     */
    public boolean isUp(String unit) throws SystemdException {
        return Stand.of(state(unit)) == Stand.UP;
    }

    /**
     * When a unit's present or last run began; empty if it has not run since the system booted.
     *
     * @throws SystemdException if the name cannot be a unit's, or systemd does not answer
     */
    public Optional<UnitStart> start(String unit) throws SystemdException {
        try {
            Unit loaded = manager.loadUnit(unit);
            String invocation = loaded.invocation();
            return loaded.beginning().map(time -> new UnitStart(invocation, time));
        } catch (BusException e) {
            throw new SystemdException("When " + unit + " was started cannot be told: " + e.advice(unit), e);
        }
    }

    /**
     * The names of the units that are up, and that systemd stops or restarts along with a unit ({@code Requires=},
     * {@code BindsTo=}, {@code PartOf=}), directly or through others.
     *
     * @throws SystemdException if the name cannot be a unit's, or systemd does not answer
     */
    public List<String> dependents(String unit) throws SystemdException {
        try {
            return manager.dependents(unit);
        } catch (BusException e) {
            throw new SystemdException("What depends on " + unit + " cannot be told: " + e.advice(unit), e);
        }
    }

    /**
     * Restarts units, and watches all of them at once until there is a verdict on each. Queues all jobs first
     * (RestartUnit, mode {@code replace}). A unit is good once its job is done and it then was up for the settle
     * time in one run, without a restart of its own, and when its dependents are up, too. A {@code Type=oneshot}
     * service is good as soon as it has ended well. What fails has its verdict at once, and what depends on it when
     * that time is over.
     *
     * @param dependentsOf the units, each with the names of those that were up along with it ({@link #dependents})
     *     and have to be up again; they are not restarted
     * @param limit for all jobs together, once they are queued, and then for each unit that is on its way up or down;
     *     what goes on after that is not stopped; at most 100 years
     * @param settle how long a unit must stay up; may be zero: then it is looked at once; at most 100 years
     * @return a verdict on each unit, in the order of the units
     * @throws InterruptedException within a second of the thread's interruption; the jobs go on
     */
    public List<Verdict> restart(Map<String, List<String>> dependentsOf, Duration limit, Duration settle)
            throws InterruptedException {
        Trial trial = new Trial(connection, manager);
        trial.load(dependentsOf, limit, settle);
        trial.restart(limit);
        trial.settle();
        return trial.verdicts();
    }

    /**
     * Watches units like {@link #restart}, but leaves it at what others do with them: for units that have been
     * restarted by somebody who did not wait for the verdict.
     *
     * @param dependentsOf as for {@link #restart}
     * @param limit for each unit that is on its way up or down; at most 100 years
     * @param settle how long a unit must stay up from now on; may be zero; at most 100 years
     * @return a verdict on each unit, in the order of the units
     * @throws InterruptedException within a second of the thread's interruption
     */
    public List<Verdict> judge(Map<String, List<String>> dependentsOf, Duration limit, Duration settle)
            throws InterruptedException {
        Trial trial = new Trial(connection, manager);
        trial.load(dependentsOf, limit, settle);
        trial.settle();
        return trial.verdicts();
    }

    /**
     * Whether this process runs in the unit's control group, so that restarting the unit would wait for, or end, this
     * process.
     *
     * @throws SystemdException if the name cannot be a unit's, or systemd does not answer
     */
    public boolean containsThisProcess(String unit) throws SystemdException {
        try {
            Optional<String> own = manager.unitOfThisProcess();
            return own.isPresent() && own.get().equals(manager.loadUnit(unit).path());
        } catch (BusException e) {
            throw new SystemdException(
                    "Whether this process belongs to " + unit + " cannot be told: " + e.advice(unit), e);
        }
    }

    /** Closes the connection. */
    @Override
    public void close() {
        connection.close();
    }
}
