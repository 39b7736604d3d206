package tako.fetch;

import java.util.ArrayList;
import java.util.List;

/** Keeps what is said before it is an image's turn, and tells it then. */
final class KeptReporter implements Reporter {
    private final Reporter reporter;
    private final List<Runnable> kept = new ArrayList<>();
    private boolean keeping;

    KeptReporter(Reporter reporter) {
        this.reporter = reporter;
    }

    /** From now on nothing is told. */
    synchronized void keep() {
        keeping = true;
    }

    /** Tells what was kept, and from now on everything at once. */
    synchronized void tell() {
        keeping = false;
        kept.forEach(Runnable::run);
        kept.clear();
    }

    @Override
    public void info(String message) {
        tell(() -> reporter.info(message));
    }

    @Override
    public void warning(String message) {
        tell(() -> reporter.warning(message));
    }

    private synchronized void tell(Runnable message) {
        if (keeping) {
            kept.add(message);
        } else {
            message.run();
        }
    }

    /** At once: images are downloaded in their turns alone, when nothing is kept any more. */
    @Override
    public Progress begin(String what, long done, long total) {
        return reporter.begin(what, done, total);
    }
}
