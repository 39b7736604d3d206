package tako.systemd;

import java.io.Serial;

/**
 * A call that failed: the other side's D-Bus error, or what sd-bus makes of an errno. The message is the other
 * side's.
 */
final class BusException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String DBUS = "org.freedesktop.DBus.Error.";
    private static final String SYSTEMD = "org.freedesktop.systemd1.";

    private final String name;
    private final String said;

    BusException(String name, String said) {
        super(said);
        this.name = name;
        this.said = said;
    }

    /** Whether systemd says that the process belongs to no unit. */
    boolean isNoUnitForProcess() {
        return name.equals(SYSTEMD + "NoUnitForPID");
    }

    /** Whether the other side knows no object of the path that was asked for. */
    boolean isNoSuchObject() {
        return name.equals(DBUS + "UnknownObject") || name.equals(DBUS + "UnknownMethod");
    }

    /** Why {@code unit} could not be dealt with, and what the administrator can do. */
    String advice(String unit) {
        return switch (name) {
            case SYSTEMD + "NoSuchUnit" ->
                "systemd knows no unit of this name. Check the name with 'systemctl list-unit-files';"
                        + " if the unit's file is new, run 'systemctl daemon-reload'";
            case SYSTEMD + "UnitMasked" ->
                "the unit is masked. To allow it to run, use 'systemctl unmask " + unit + "'";
            case SYSTEMD + "OnlyByDependency" ->
                "its RefuseManualStart= or RefuseManualStop= allows that to other units only."
                        + " Name the unit that pulls it in instead";
            case SYSTEMD + "BadUnitSetting", SYSTEMD + "LoadFailed" ->
                "systemd cannot load it: " + said() + ". See 'systemctl status " + unit
                        + "', mend the unit's file and run 'systemctl daemon-reload'";
            case DBUS + "AccessDenied", DBUS + "InteractiveAuthorizationRequired" ->
                "this user is not allowed to. Run this as root, or run 'systemctl restart " + unit + "' as root";
            case DBUS + "InvalidArgs" -> said() + ". Write the unit's full name with its suffix, such as app.service";
            default ->
                isDisconnected()
                        ? "the connection to the system bus was lost. " + status(unit)
                        : said() + " (" + name + "). " + status(unit);
        };
    }

    private boolean isDisconnected() {
        return switch (name) {
            case DBUS + "Disconnected", "System.Error.ENOTCONN", "System.Error.EPIPE" -> true;
            default -> false;
        };
    }

    /** The other side's words, without the full stop that some of them have. */
    String said() {
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }

    private static String status(String unit) {
        return "See 'systemctl status " + unit + "'";
    }
}
