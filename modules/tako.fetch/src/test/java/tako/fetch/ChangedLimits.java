package tako.fetch;

import java.time.Duration;

/** The limits of every run, but for those that a test sets. */
final class ChangedLimits {
    Duration connect = Limits.STANDARD.connect();
    Duration silence = Limits.STANDARD.silence();
    Duration answer = Limits.STANDARD.answer();
    Duration stall = Limits.STANDARD.stall();
    Duration manifest = Limits.STANDARD.manifest();
    int attempts = Limits.STANDARD.attempts();

    Limits limits() {
        return new Limits(connect, silence, answer, stall, manifest, attempts, Limits.STANDARD.patience());
    }
}
