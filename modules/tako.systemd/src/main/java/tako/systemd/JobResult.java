package tako.systemd;

import java.time.Duration;

/**
 * What came of the job that restarts a unit. A job that is done says that systemd did what the unit's file asks for,
 * not that the unit stays up: a {@code Type=simple} service whose program fails at once has a job that is done.
 */
public sealed interface JobResult {
    /** The unit, as the caller named it. */
    String unit();

    /** One line for the administrator: what happened and, unless it is done, what to do. Safe to print. */
    String message();

    /** The job was done. */
    record Done(String unit) implements JobResult {
        @Override
        public String message() {
            return Printable.of(unit) + " was restarted";
        }
    }

    /**
     * The job ended in another way.
     *
     * @param result systemd's word for it, from JobRemoved in org.freedesktop.systemd1(5): failed, canceled, timeout,
     *     dependency, skipped, or one that a later systemd has
     */
    record NotDone(String unit, String result) implements JobResult {
        @Override
        public String message() {
            return Printable.of(
                    unit + " was not restarted well: " + reason() + ". See 'systemctl status " + unit + "'");
        }

        private String reason() {
            return switch (result) {
                case "failed" -> "it failed to stop or to start";
                case "canceled" -> "another job took the place of the restart";
                case "timeout" -> "the restart job timed out (JobTimeoutSec=)";
                case "dependency" -> "a unit that it needs failed to start";
                case "skipped" -> "systemd had nothing to restart";
                case "assert" -> "an Assert...= line of its file is not met";
                default -> "the restart job ended as '" + result + "'";
            };
        }
    }

    /**
     * The job had not ended when the limit had passed. It goes on.
     *
     * @param limit how long it was waited for
     */
    record StillRunning(String unit, Duration limit) implements JobResult {
        @Override
        public String message() {
            return Printable.of(
                    unit + " is still being restarted after " + seconds() + " s, and systemd goes on with it."
                            + " See 'systemctl list-jobs' and 'systemctl status " + unit + "'");
        }

        private String seconds() {
            long tenths = limit.toMillis() / 100;
            return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
        }
    }

    /**
     * There is no result: systemd refused the job, or the connection was lost and the job's end was not seen.
     *
     * @param reason which of these, and why
     */
    record Unknown(String unit, SystemdException reason) implements JobResult {
        @Override
        public String message() {
            return String.valueOf(reason.getMessage());
        }
    }
}
