package tako.systemd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** systemd's manager object on the bus (org.freedesktop.systemd1(5)). */
final class Manager {
    static final String SYSTEMD = "org.freedesktop.systemd1";

    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final String JOB_REMOVED = "JobRemoved";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final String PROPERTIES_CHANGED = "PropertiesChanged";
    private static final String NAME_OWNER_CHANGED = "NameOwnerChanged";
    private static final String BUS = "org.freedesktop.DBus";
    private static final String BUS_PATH = "/org/freedesktop/DBus";

    /** Whoever floods this process with messages must not keep it from looking at the time. */
    private static final int MESSAGES_AT_ONCE = 1000;

    private final Connection connection;
    private String uniqueName;

    private Manager(Connection connection, String uniqueName) {
        this.connection = connection;
        this.uniqueName = uniqueName;
    }

    /** Asks for the ends of all jobs from here on. */
    static Manager subscribe(Connection connection) throws BusException {
        match(connection, SYSTEMD, PATH, MANAGER, JOB_REMOVED, "");
        match(connection, BUS, BUS_PATH, BUS, NAME_OWNER_CHANGED, ",arg0='" + SYSTEMD + "'");
        try (Message subscribe = connection.methodCall(SYSTEMD, PATH, MANAGER, "Subscribe");
                Message reply = connection.call(subscribe)) {
            return new Manager(connection, reply.sender());
        }
    }

    /** Asks for a unit's changes from here on. */
    void watch(Unit unit) throws BusException {
        // Each change is sent for the unit's type first and then for the unit, so that half of them are enough.
        match(connection, SYSTEMD, unit.path(), PROPERTIES, PROPERTIES_CHANGED, ",arg0='" + Unit.UNIT + "'");
    }

    private static void match(
            Connection connection, String sender, String path, String type, String member, String more)
            throws BusException {
        try (Message match = connection.methodCall(BUS, BUS_PATH, BUS, "AddMatch")) {
            match.append("type='signal',sender='" + sender + "',path='" + path + "',interface='" + type + "',member='"
                    + member + "'" + more);
            connection.call(match).close();
        }
    }

    /** Queues the restart of a unit, in place of a job that contradicts it; gives the job's path. */
    String restartUnit(String unit) throws BusException {
        try (Message restart = connection.methodCall(SYSTEMD, PATH, MANAGER, "RestartUnit")) {
            restart.append(unit);
            restart.append("replace");
            return path(restart);
        }
    }

    /**
     * Forgets a unit's failures, and how often it was started of late: a restart that is asked for is no crash loop.
     */
    void resetFailed(String unit) throws BusException {
        try (Message reset = connection.methodCall(SYSTEMD, PATH, MANAGER, "ResetFailedUnit")) {
            reset.append(unit);
            connection.call(reset).close();
        }
    }

    /** A unit, which may be one that does not exist. */
    Unit loadUnit(String name) throws BusException {
        try (Message load = connection.methodCall(SYSTEMD, PATH, MANAGER, "LoadUnit")) {
            load.append(name);
            return new Unit(connection, name, path(load));
        }
    }

    /** Has systemd remember a unit's last run until the connection closes; it forgets those that ended well at once. */
    void keepUnit(String name) throws BusException {
        try (Message keep = connection.methodCall(SYSTEMD, PATH, MANAGER, "RefUnit")) {
            keep.append(name);
            connection.call(keep).close();
        }
    }

    /** The path of the unit whose control group this process is in. */
    Optional<String> unitOfThisProcess() throws BusException {
        try (Message byProcess = connection.methodCall(SYSTEMD, PATH, MANAGER, "GetUnitByPID")) {
            byProcess.appendZero(); // the caller, as systemd sees it: namespaces of its own do not matter
            return Optional.of(path(byProcess));
        } catch (BusException e) {
            if (e.isNoUnitForProcess()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The unit whose control group this process is in, if it is on its way up or down. */
    Optional<Unit> startingUnitOfThisProcess() throws BusException {
        Optional<String> path = unitOfThisProcess();
        Unit unit = new Unit(connection, "", path.orElse(PATH));
        return path.isPresent() && unit.hasJob() ? Optional.of(unit) : Optional.empty();
    }

    private String path(Message methodCall) throws BusException {
        try (Message reply = connection.call(methodCall)) {
            return reply.readPath();
        }
    }

    /** The units that are up and that systemd stops or restarts along with this one, directly or through others. */
    List<String> dependents(String name) throws BusException {
        Set<String> known = new HashSet<>(Set.of(name));
        List<String> dependents = new ArrayList<>();
        Deque<Unit> next = new ArrayDeque<>(List.of(loadUnit(name)));
        while (!next.isEmpty()) {
            for (String dependent : next.remove().dependents()) {
                Unit unit = loadUnit(dependent);
                if (known.add(dependent) && unit.stand() == Stand.UP) {
                    dependents.add(dependent);
                    next.add(unit);
                }
            }
        }
        return dependents;
    }

    /** Takes the next signal that has arrived from systemd, if there is one. Does not wait. */
    Optional<Signal> nextSignal() throws BusException {
        for (int i = 0; i < MESSAGES_AT_ONCE; i++) {
            Optional<Message> next = connection.poll();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            try (Message message = next.get()) {
                Optional<Signal> signal = read(message);
                if (signal.isPresent()) {
                    return signal;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Signal> read(Message message) throws BusException {
        if (message.isSignal(BUS, NAME_OWNER_CHANGED) && message.sender().equals(BUS)) {
            readOwner(message);
            return Optional.empty();
        }
        if (!message.sender().equals(uniqueName)) { // any user may send a signal straight to any other, past the match
            return Optional.empty();
        }
        if (message.isSignal(PROPERTIES, PROPERTIES_CHANGED)) {
            return Optional.of(new Signal.UnitChanged(message.path()));
        }
        if (message.isSignal(MANAGER, JOB_REMOVED)) {
            message.readNumber('u');
            return Optional.of(new Signal.JobEnded(message.readPath(), message.readString(), message.readString()));
        }
        return Optional.empty();
    }

    /** systemd has another name of its own once it has executed itself anew. */
    private void readOwner(Message message) throws BusException {
        String name = message.readString();
        message.readString(); // who owned it before
        String owner = message.readString();
        if (name.equals(SYSTEMD) && !owner.isEmpty()) {
            uniqueName = owner;
        }
    }
}
