package tako.systemd;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A unit's object on the bus (org.freedesktop.systemd1(5)).
 *
 * @param name as the caller named it, which may be an alias
 */
record Unit(Connection connection, String name, String path) {
    static final String UNIT = "org.freedesktop.systemd1.Unit";

    private static final String JOB = "org.freedesktop.systemd1.Job";
    private static final String SERVICE = Manager.SYSTEMD + ".Service";
    /** The properties that name the units that systemd stops and restarts along with a unit. */
    private static final List<String> DEPENDENTS = List.of("RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf");

    /** The name that is not an alias. */
    String id() throws BusException {
        return text(UNIT, "Id");
    }

    UnitState state() throws BusException {
        UnitState.Load load = UnitState.Load.parse(text(UNIT, "LoadState"));
        UnitState.Active active = UnitState.Active.parse(text(UNIT, "ActiveState"));
        String sub = text(UNIT, "SubState");
        Optional<String> type = typeWithResult();
        return new UnitState(load, active, sub, type.isPresent() ? text(type.get(), "Result") : "", job());
    }

    private Optional<String> typeWithResult() {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "service" -> Optional.of(SERVICE);
            case "socket" -> Optional.of(Manager.SYSTEMD + ".Socket");
            case "timer" -> Optional.of(Manager.SYSTEMD + ".Timer");
            case "mount" -> Optional.of(Manager.SYSTEMD + ".Mount");
            case "automount" -> Optional.of(Manager.SYSTEMD + ".Automount");
            case "path" -> Optional.of(Manager.SYSTEMD + ".Path");
            case "scope" -> Optional.of(Manager.SYSTEMD + ".Scope");
            case "swap" -> Optional.of(Manager.SYSTEMD + ".Swap");
            default -> Optional.empty();
        };
    }

    private boolean isService() {
        return name.endsWith(".service");
    }

    /** Whether it is a service whose program does its work and ends, as it should. */
    boolean isOneshot() throws BusException {
        return isService() && text(SERVICE, "Type").equals("oneshot");
    }

    Stand stand() throws BusException {
        return Stand.of(state());
    }

    boolean hasJob() throws BusException {
        return !job().isEmpty();
    }

    /** What the job for it that is queued or running will do; empty if there is none. */
    private String job() throws BusException {
        String job;
        try (Message reply = property(UNIT, "Job", "(uo)")) {
            reply.enterStruct("uo");
            if (reply.readNumber('u') == 0) {
                return "";
            }
            job = reply.readPath();
        }
        try (Message reply = connection.property(Manager.SYSTEMD, job, JOB, "JobType", "s")) {
            return reply.readString();
        } catch (BusException e) {
            if (e.isNoSuchObject()) { // it has ended since
                return "";
            }
            throw e;
        }
    }

    /**
     * Whether its last run ended because systemd stopped it, as far as that can be told: then it was left before its
     * program ended, and not after. Without a program of its own nothing ends by itself.
     */
    boolean wasStopped() throws BusException {
        if (!isService()) {
            return true;
        }
        long programEnded = longNumber(SERVICE, "ExecMainExitTimestampMonotonic");
        return programEnded == 0 || longNumber(UNIT, "ActiveExitTimestampMonotonic") < programEnded;
    }

    /** What marks its present or last run, 32 hexadecimal digits; empty if it has not run. */
    String invocation() throws BusException {
        try (Message reply = property(UNIT, "InvocationID", "ay")) {
            return HexFormat.of().formatHex(reply.readBytes());
        }
    }

    /** How often its Restart= has started it since somebody else did; 0 for a unit that is not a service. */
    int restarts() throws BusException {
        return isService() ? number(SERVICE, "NRestarts", 'u') : 0;
    }

    /** When its present or last run began; empty if it has not run. */
    Optional<Instant> beginning() throws BusException {
        long microseconds = longNumber(UNIT, "InactiveExitTimestamp");
        return microseconds == 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS));
    }

    /** Whether its last start ended with a Condition...= line that is not met. */
    boolean isConditionUnmet() throws BusException {
        return longNumber(UNIT, "ConditionTimestampMonotonic") != 0 && number(UNIT, "ConditionResult", 'b') == 0;
    }

    /** How its last run ended. */
    Ending ending() throws BusException {
        String result = state().result();
        return isService()
                ? new Ending(result, number(SERVICE, "ExecMainCode", 'i'), number(SERVICE, "ExecMainStatus", 'i'))
                : new Ending(result, Ending.NO_PROGRAM, 0);
    }

    /** Why systemd cannot load it, as an error that a call could have had. */
    BusException loadError() throws BusException {
        try (Message reply = property(UNIT, "LoadError", "(ss)")) {
            reply.enterStruct("ss");
            return new BusException(reply.readString(), reply.readString());
        }
    }

    /** Whether it starts only when a start of that unit has ended, if both are to start (systemd.unit(5)). */
    boolean isOrderedAfter(String id) throws BusException {
        try (Message reply = property(UNIT, "After", "as")) {
            return reply.readStrings().contains(id);
        }
    }

    /** The names of the units that systemd stops and restarts along with this one. */
    Set<String> dependents() throws BusException {
        Set<String> names = new LinkedHashSet<>();
        for (String property : DEPENDENTS) {
            try (Message reply = property(UNIT, property, "as")) {
                names.addAll(reply.readStrings());
            }
        }
        return names;
    }

    private String text(String type, String property) throws BusException {
        try (Message reply = property(type, property, "s")) {
            return reply.readString();
        }
    }

    private int number(String type, String property, char signature) throws BusException {
        try (Message reply = property(type, property, String.valueOf(signature))) {
            return reply.readNumber(signature);
        }
    }

    private long longNumber(String type, String property) throws BusException {
        try (Message reply = property(type, property, "t")) {
            return reply.readLongNumber();
        }
    }

    private Message property(String type, String property, String signature) throws BusException {
        return connection.property(Manager.SYSTEMD, path, type, property, signature);
    }
}
