package tako.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import tako.fetch.Reporter;

/** A line on the terminal with share, rate and time left, for what takes longer than half a second. */
final class ProgressBar implements Reporter.Progress {
    /** What is over sooner needs no bar. */
    private static final long PATIENCE = 500_000_000L;

    /** Often enough to look alive, seldom enough to cost nothing. */
    private static final long INTERVAL = 100_000_000L;

    private static final long SECOND = 1_000_000_000L;
    private static final int WIDTH = 30;
    private static final int BITS_PER_UNIT = 10;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private final boolean shown;
    private final LongSupplier clock;
    private final String what;
    private final long before;
    private final long total;
    private final long started;
    private long next;
    private boolean drawn;

    /**
     * Begins now.
     *
     * @param clock nanoseconds, from any origin
     */
    ProgressBar(PrintStream stream, boolean shown, LongSupplier clock, String what, long before, long total) {
        this.stream = stream;
        this.shown = shown;
        this.clock = clock;
        this.what = what;
        this.before = before;
        this.total = total;
        this.started = clock.getAsLong();
        this.next = started + PATIENCE;
    }

    @Override
    public void at(long bytes) {
        if (!shown) {
            return;
        }
        long now = clock.getAsLong();
        if (now - next < 0) {
            return;
        }
        next = now + INTERVAL;
        drawn = true;
        stream.print(ERASE + line(bytes, now - started));
        stream.flush();
    }

    private String line(long bytes, long elapsed) {
        double share = total == 0 ? 1 : Math.min(1, (double) bytes / total);
        int filled = (int) (share * WIDTH);
        double rate = (bytes - before) * (double) SECOND / Math.max(1, elapsed);
        String left = rate > 0 ? ", " + duration((long) ((total - bytes) / rate)) + " left" : "";
        return what + " [" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + (int) (share * 100) + "% of "
                + amount(total) + ", " + amount((long) rate) + "/s" + left;
    }

    static String amount(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / BITS_PER_UNIT;
        long thousandths = bytes >> (BITS_PER_UNIT * (unit - 1)); // of 1024
        return thousandths / 1024 + "." + thousandths % 1024 * 10 / 1024 + " " + UNITS[unit];
    }

    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    @Override
    public void close() {
        if (drawn) {
            stream.print(ERASE);
            stream.flush();
        }
    }
}
