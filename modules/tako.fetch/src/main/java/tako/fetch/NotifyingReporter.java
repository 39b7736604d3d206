package tako.fetch;

import java.time.Duration;
import java.util.function.LongSupplier;
import tako.systemd.ServiceNotifier;

/**
 * Tells the service manager as well how a download gets on, so that a unit whose {@code ExecStartPre=} waits for it
 * does not time out while bytes flow (sd_notify(3)).
 */
final class NotifyingReporter implements Reporter {
    /** How long the unit may go on starting after each message; longer than a stall, or an answer, is waited for. */
    private static final Duration EXTENSION = Limits.STANDARD.answer().plus(Limits.STANDARD.stall());

    /** Often enough that one message that comes late does no harm. */
    private static final long INTERVAL = EXTENSION.toNanos() / 6; // dividedBy() calculates with decimals, for 20 ms

    private final Reporter reporter;
    private final ServiceNotifier notifier;
    private final LongSupplier clock;
    private boolean waiting;

    /**
     * Over another reporter.
     *
     * @param clock nanoseconds, from any origin
     */
    NotifyingReporter(Reporter reporter, ServiceNotifier notifier, LongSupplier clock) {
        this.reporter = reporter;
        this.notifier = notifier;
        this.clock = clock;
    }

    @Override
    public void info(String message) {
        reporter.info(message);
    }

    @Override
    public void waiting(String message, Duration limit) {
        reporter.waiting(message, limit);
        notifier.extendTimeout(limit.plus(EXTENSION));
        notifier.status(message);
        waiting = true;
    }

    @Override
    public void waited() {
        reporter.waited();
        if (waiting) {
            notifier.status(""); // or it would still be shown after the run
            waiting = false;
        }
    }

    @Override
    public void warning(String message) {
        reporter.warning(message);
    }

    @Override
    public Progress begin(String what, long done, long total) {
        Progress progress = reporter.begin(what, done, total);
        return new Progress() {
            private long next = clock.getAsLong();

            @Override
            public void at(long bytes) {
                progress.at(bytes);
                if (clock.getAsLong() - next >= 0) {
                    next = clock.getAsLong() + INTERVAL;
                    notifier.extendTimeout(EXTENSION);
                    notifier.status(what + ", " + (total >> 20) + " MiB, " + (int) (100.0 * bytes / total) + " % done");
                }
            }

            @Override
            public void close() {
                progress.close();
                notifier.status(""); // or it would still be shown after the run
            }
        };
    }
}
