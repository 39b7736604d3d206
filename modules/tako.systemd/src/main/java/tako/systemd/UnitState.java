package tako.systemd;

/**
 * A unit's state at one moment (org.freedesktop.systemd1(5), systemctl(1)).
 *
 * @param load whether systemd has the unit's file
 * @param active whether it runs
 * @param sub the same in the words of the unit's type: {@code running}, {@code exited}, {@code auto-restart}
 * @param result how it ended last: {@code success}, {@code exit-code}, {@code timeout}; empty for a type of unit that
 *     has no result, such as a target
 * @param job what systemd is about to do with it: {@code start}, {@code stop}, {@code restart}; empty for nothing
 */
public record UnitState(Load load, Active active, String sub, String result, String job) {
    /** Whether systemd has the unit's file. */
    public enum Load {
        LOADED,
        NOT_FOUND,
        BAD_SETTING,
        ERROR,
        MASKED,
        /** Merged, a stub, or one that a later systemd has. */
        OTHER;

        static Load parse(String text) {
            return switch (text) {
                case "loaded" -> LOADED;
                case "not-found" -> NOT_FOUND;
                case "bad-setting" -> BAD_SETTING;
                case "error" -> ERROR;
                case "masked" -> MASKED;
                default -> OTHER;
            };
        }
    }

    /** Whether a unit runs. */
    public enum Active {
        ACTIVE,
        RELOADING,
        REFRESHING,
        INACTIVE,
        FAILED,
        ACTIVATING,
        DEACTIVATING,
        MAINTENANCE,
        /** One that a later systemd has. */
        OTHER;

        static Active parse(String text) {
            return switch (text) {
                case "active" -> ACTIVE;
                case "reloading" -> RELOADING;
                case "refreshing" -> REFRESHING;
                case "inactive" -> INACTIVE;
                case "failed" -> FAILED;
                case "activating" -> ACTIVATING;
                case "deactivating" -> DEACTIVATING;
                case "maintenance" -> MAINTENANCE;
                default -> OTHER;
            };
        }
    }

    /**
     * Whether the unit is there and at rest, or on its way to it because somebody wants it so: stopped, or never
     * started, but not failed. False for a unit that systemd cannot find or load, which is an error and nobody's wish,
     * and for one whose program has just ended by itself.
     */
    public boolean isStopped() {
        boolean atRest = active == Active.INACTIVE || (active == Active.DEACTIVATING && job.equals("stop"));
        return atRest && (load == Load.LOADED || load == Load.MASKED);
    }

    /** Whether the commands run that come before its program: it will start with what they leave to it. */
    public boolean isPreparingToStart() {
        return active == Active.ACTIVATING && (sub.equals("start-pre") || sub.equals("condition"));
    }
}
