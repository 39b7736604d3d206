package tako.systemd;

import java.util.Optional;

/** systemd's manager object on the bus (org.freedesktop.systemd1(5)). */
final class Manager {
    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final String UNIT = "org.freedesktop.systemd1.Unit";
    private static final String JOB_REMOVED = "JobRemoved";
    private static final String BUS = "org.freedesktop.DBus";
    private static final String BUS_PATH = "/org/freedesktop/DBus";

    private final Connection connection;
    private final String uniqueName;

    /** A job that has ended, and systemd's word for how. */
    record EndedJob(String path, String result) {}

    private Manager(Connection connection, String uniqueName) {
        this.connection = connection;
        this.uniqueName = uniqueName;
    }

    /** Asks for the ends of all jobs from here on. */
    static Manager subscribe(Connection connection) throws BusException {
        try (Message match = connection.methodCall(BUS, BUS_PATH, BUS, "AddMatch")) {
            match.append("type='signal',sender='" + SYSTEMD + "',path='" + PATH + "',interface='" + MANAGER
                    + "',member='" + JOB_REMOVED + "'");
            connection.call(match).close();
        }
        try (Message subscribe = connection.methodCall(SYSTEMD, PATH, MANAGER, "Subscribe");
                Message reply = connection.call(subscribe)) {
            return new Manager(connection, reply.sender());
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

    /** The path of a unit, which may be one that does not exist. */
    String loadUnit(String unit) throws BusException {
        try (Message load = connection.methodCall(SYSTEMD, PATH, MANAGER, "LoadUnit")) {
            load.append(unit);
            return path(load);
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

    /** The state of a unit, from the path that it was loaded under. */
    UnitState state(String unit, String path) throws BusException {
        String load = connection.property(SYSTEMD, path, UNIT, "LoadState");
        String active = connection.property(SYSTEMD, path, UNIT, "ActiveState");
        String sub = connection.property(SYSTEMD, path, UNIT, "SubState");
        Optional<String> type = typeWithResult(unit);
        String result = type.isPresent() ? connection.property(SYSTEMD, path, type.get(), "Result") : "";
        return new UnitState(UnitState.Load.parse(load), UnitState.Active.parse(active), sub, result);
    }

    private static Optional<String> typeWithResult(String unit) {
        return switch (unit.substring(unit.lastIndexOf('.') + 1)) {
            case "service" -> Optional.of(SYSTEMD + ".Service");
            case "socket" -> Optional.of(SYSTEMD + ".Socket");
            case "timer" -> Optional.of(SYSTEMD + ".Timer");
            case "mount" -> Optional.of(SYSTEMD + ".Mount");
            case "automount" -> Optional.of(SYSTEMD + ".Automount");
            case "path" -> Optional.of(SYSTEMD + ".Path");
            case "scope" -> Optional.of(SYSTEMD + ".Scope");
            case "swap" -> Optional.of(SYSTEMD + ".Swap");
            default -> Optional.empty();
        };
    }

    /** What a message says of the end of a job, if it does and comes from systemd. */
    Optional<EndedJob> endedJob(Message message) throws BusException {
        if (!message.isSignal(MANAGER, JOB_REMOVED) || !isFromSystemd(message)) {
            return Optional.empty();
        }
        message.skipNumber();
        String path = message.readPath();
        message.readString(); // the unit
        return Optional.of(new EndedJob(path, message.readString()));
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
