package tako.systemd;

import java.time.Duration;
import java.util.List;

/**
 * What came of a unit that was to start: it is fine ({@link Good}), it did not come up or stay up ({@link Bad}), it is
 * down because somebody wants it so ({@link Down}), or nothing can be said yet ({@link Open}).
 */
public sealed interface Verdict {
    /** The unit, as the caller named it. */
    String unit();

    /** One line for the administrator: what happened and, unless it is good, what to do. Safe to print. */
    String message();

    /** The unit does what its file asks for. */
    sealed interface Good extends Verdict {}

    /** The unit was started and is not what it should be: what it was started with does not work. */
    sealed interface Bad extends Verdict {}

    /** The unit is down by somebody's wish or by a condition of its file: another restart has no business here. */
    sealed interface Down extends Verdict {}

    /** Nothing speaks against what the unit was to be started with, and nothing for it; another restart may tell. */
    sealed interface Open extends Verdict {}

    /**
     * It is up, in the same run all the time.
     *
     * @param settle how long it was watched; may be zero
     */
    record Up(String unit, Duration settle) implements Good {
        @Override
        public String message() {
            return Printable.of(settle.isZero() ? unit + " is up" : unit + " is up and was so for " + words(settle));
        }
    }

    /** It is a service of {@code Type=oneshot} whose commands have ended well. */
    record Finished(String unit) implements Good {
        @Override
        public String message() {
            return Printable.of(unit + " has done its work");
        }
    }

    /**
     * The job that was to restart it did not do so.
     *
     * @param job systemd's word for the job's end, from JobRemoved in org.freedesktop.systemd1(5): failed, timeout,
     *     dependency, assert, or one that a later systemd has
     * @param reason how the unit's last run ended, in words
     */
    record NotStarted(String unit, String job, String reason) implements Bad {
        @Override
        public String message() {
            return Printable.of(unit + " was not restarted well: " + cause() + ". " + look(unit));
        }

        private String cause() {
            return switch (job) {
                case "failed" -> reason;
                case "timeout" -> "the restart took longer than its JobTimeoutSec= allows";
                case "dependency" -> "a unit that it needs failed to start";
                case "assert" -> "an Assert...= line of its file is not met";
                default -> "the job to restart it ended as '" + job + "'";
            };
        }
    }

    /**
     * It came up and then failed.
     *
     * @param reason how, in words
     */
    record Failed(String unit, String reason) implements Bad {
        @Override
        public String message() {
            return Printable.of(unit + " was started and then failed: " + reason + ". " + look(unit));
        }
    }

    /**
     * It came up and then ended, although its {@code Type=} says that it stays.
     *
     * @param reason how, in words
     */
    record Ended(String unit, String reason) implements Bad {
        @Override
        public String message() {
            return Printable.of(unit + " was started and did not stay up: " + reason + ". " + look(unit));
        }
    }

    /**
     * It ended and was started again, by its {@code Restart=} or time and again by others. It may be up just now.
     *
     * @param reason how its last run ended, in words
     */
    record CrashLoop(String unit, String reason) implements Bad {
        @Override
        public String message() {
            return Printable.of(
                    unit + " does not stay up and is started again and again: " + reason + ". " + look(unit));
        }
    }

    /**
     * It is up, but units that were active before and that systemd restarts along with it are not ({@code Requires=},
     * {@code BindsTo=}, {@code PartOf=}).
     *
     * @param dependents their names
     */
    record DependentsDown(String unit, List<String> dependents) implements Bad {
        /** Takes a copy. */
        public DependentsDown {
            dependents = List.copyOf(dependents);
        }

        @Override
        public String message() {
            return Printable.of(unit + " was restarted, but what was active along with it did not come back: "
                    + String.join(", ", dependents) + ". See 'systemctl status " + String.join(" ", dependents) + "'");
        }
    }

    /** It was not started because a {@code Condition...=} or {@code ExecCondition=} is not met. Nothing failed. */
    record ConditionNotMet(String unit) implements Down {
        @Override
        public String message() {
            return Printable.of(unit + " is not running: systemd skipped its start because a condition of its file is"
                    + " not met. 'systemctl status " + unit + "' names it");
        }
    }

    /** A job stopped it, somebody's or that of the system going down: while it was watched, or before. */
    record Stopped(String unit) implements Down {
        @Override
        public String message() {
            return Printable.of(unit + " was stopped by another job, such as a 'systemctl stop', before it could be"
                    + " told whether it stays up. 'systemctl start " + unit + "' starts it");
        }
    }

    /** Another job took the place of the one that was to restart it. */
    record Canceled(String unit) implements Open {
        @Override
        public String message() {
            return Printable.of(unit + " was not restarted: another job, such as a 'systemctl stop', took the place of"
                    + " the restart. If it should run, use 'systemctl restart " + unit + "'");
        }
    }

    /**
     * It had not started when the limit had passed. systemd goes on with it.
     *
     * @param limit how long it was waited for
     */
    record StillStarting(String unit, Duration limit) implements Open {
        @Override
        public String message() {
            return Printable.of(unit + " is still being restarted after " + words(limit)
                    + ", and systemd goes on with it. See 'systemctl list-jobs' and 'systemctl status " + unit + "'");
        }
    }

    /**
     * systemd does not start it: there is no such unit, it is masked, its file cannot be loaded, this user may not.
     *
     * @param reason which of these, and what to do
     */
    record Refused(String unit, String reason) implements Open {
        @Override
        public String message() {
            return Printable.of(unit + " was not restarted: " + reason);
        }
    }

    /**
     * It was started, and how that ended was not seen, because the connection to systemd was lost.
     *
     * @param reason what happened, and what to do
     */
    record Unseen(String unit, String reason) implements Open {
        @Override
        public String message() {
            return Printable.of(
                    unit + " is being restarted, but whether it comes up and stays up was not seen: " + reason);
        }
    }

    private static String look(String unit) {
        return "See 'systemctl status " + unit + "' and 'journalctl --unit=" + unit + "'";
    }

    private static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
