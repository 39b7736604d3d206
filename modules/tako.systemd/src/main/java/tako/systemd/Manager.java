package tako.systemd;

import java.util.Optional;

/** systemd's manager object on the bus (org.freedesktop.systemd1(5)). */
final class Manager {
    static final String SYSTEMD = "org.freedesktop.systemd1";

    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final String JOB_REMOVED = "JobRemoved";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final String PROPERTIES_CHANGED = "PropertiesChanged";
    private static final String BUS = "org.freedesktop.DBus";
    private static final String BUS_PATH = "/org/freedesktop/DBus";

    private final Connection connection;
    private final String uniqueName;

    private Manager(Connection connection, String uniqueName) {
        this.connection = connection;
        this.uniqueName = uniqueName;
    }

    /** Asks for the ends of all jobs from here on. */
    static Manager subscribe(Connection connection) throws BusException {
        match(connection, PATH, MANAGER, JOB_REMOVED, "");
        try (Message subscribe = connection.methodCall(SYSTEMD, PATH, MANAGER, "Subscribe");
                Message reply = connection.call(subscribe)) {
            return new Manager(connection, reply.sender());
        }
    }

    /** Asks for a unit's changes from here on. */
    void watch(Unit unit) throws BusException {
        // Each change is sent for the unit's type first and then for the unit, so that half of them are enough.
        match(connection, unit.path(), PROPERTIES, PROPERTIES_CHANGED, ",arg0='" + Unit.UNIT + "'");
    }

    private static void match(Connection connection, String path, String type, String member, String more)
            throws BusException {
        try (Message match = connection.methodCall(BUS, BUS_PATH, BUS, "AddMatch")) {
            match.append("type='signal',sender='" + SYSTEMD + "',path='" + path + "',interface='" + type + "',member='"
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

    private String path(Message methodCall) throws BusException {
        try (Message reply = connection.call(methodCall)) {
            return reply.readPath();
        }
    }

    /** Takes the next signal that has arrived from systemd, if there is one. Does not wait. */
    Optional<Signal> nextSignal() throws BusException {
        for (Optional<Message> next = connection.poll(); next.isPresent(); next = connection.poll()) {
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
        if (message.isSignal(PROPERTIES, PROPERTIES_CHANGED) && isFromSystemd(message)) {
            return Optional.of(new Signal.UnitChanged(message.path()));
        }
        if (message.isSignal(MANAGER, JOB_REMOVED) && isFromSystemd(message)) {
            message.readNumber('u');
            return Optional.of(new Signal.JobEnded(message.readPath(), message.readString(), message.readString()));
        }
        return Optional.empty();
    }

    /** Any user may send a signal straight to any other, past the match. */
    private boolean isFromSystemd(Message message) {
        String sender = message.sender();
        return sender.equals(uniqueName) || sender.equals(owner());
    }

    /** systemd's unique name now, which changes when it executes itself anew; empty if it has none. */
    private String owner() {
        try (Message ask = connection.methodCall(BUS, BUS_PATH, BUS, "GetNameOwner")) {
            ask.append(SYSTEMD);
            try (Message owner = connection.call(ask)) {
                return owner.readString();
            }
        } catch (BusException e) {
            return ""; // a signal that nobody vouches for must not end a wait; a lost connection shows in the next call
        }
    }
}
