package tako.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tako.fetch.Reporter;

/**
 * Where a command tells what it does: results on standard output, everything else on standard error. With colour and a
 * progress bar on a terminal, with priorities (sd-daemon(3)) in the journal, plain elsewhere. No control character that
 * came from outside gets through.
 */
final class Console {
    private static final String ERROR = "<3>";
    private static final String WARNING = "<4>";
    private static final String INFO = "<6>";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[m";

    /** What a stream is connected to. */
    enum Kind {
        TERMINAL,
        JOURNAL,
        OTHER
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Kind outKind;
    private final Kind errKind;
    private final boolean colour;

    Console(PrintStream out, PrintStream err, Kind outKind, Kind errKind, boolean colour) {
        this.out = out;
        this.err = err;
        this.outKind = outKind;
        this.errKind = errKind;
        this.colour = colour;
    }

    /** The process's own streams. */
    static Console system(Map<String, String> environment) {
        String noColour = environment.getOrDefault("NO_COLOR", "");
        return new Console(System.out, System.err, kind(1, environment), kind(2, environment), noColour.isEmpty());
    }

    /** Asks the kernel what a descriptor is, for there is no isatty(3) here without native code. */
    private static Kind kind(int descriptor, Map<String, String> environment) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            if (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console")) {
                return Kind.TERMINAL;
            }
            String journal = environment.get("JOURNAL_STREAM"); // systemd.exec(5): device:inode
            if (journal != null) {
                Map<String, Object> file = Files.readAttributes(link, "unix:dev,ino");
                return journal.equals(file.get("dev") + ":" + file.get("ino")) ? Kind.JOURNAL : Kind.OTHER;
            }
            return Kind.OTHER;
        } catch (IOException e) {
            return Kind.OTHER;
        }
    }

    /** A line of a result. */
    void result(String text) {
        print(out, outKind, INFO, "", text);
    }

    /** Text that is a result as it stands: help, keys. */
    void resultAsIs(String text) {
        out.print(text);
        out.flush();
    }

    /** Whether all results were taken: a full disk or a closed pipe loses them. */
    boolean delivered() {
        return !out.checkError();
    }

    void info(String message) {
        print(err, errKind, INFO, "", message);
    }

    void warning(String message) {
        print(err, errKind, WARNING, YELLOW, message);
    }

    void error(String message) {
        print(err, errKind, ERROR, RED, message);
    }

    /** The last words of a run that a signal ends: on a terminal they leave an unfinished bar alone. */
    void interrupted(String message) {
        if (errKind == Kind.TERMINAL) {
            err.println();
        }
        error(message);
    }

    /** Where an unexpected error came from. */
    void trace(Throwable thrown) {
        thrown.printStackTrace(err);
    }

    private void print(PrintStream stream, Kind kind, String priority, String paint, String message) {
        boolean painted = kind == Kind.TERMINAL && colour && !paint.isEmpty();
        StringBuilder text = new StringBuilder();
        text.append(kind == Kind.JOURNAL ? priority : "").append(painted ? paint : "");
        appendPrintable(text, SecretText.masked(message));
        text.append(painted ? PLAIN : "").append('\n');
        stream.print(text);
        stream.flush();
    }

    /** Neither a control nor one of those that end a line or turn the writing round. */
    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void appendPrintable(StringBuilder text, String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!isPrintable(c)) {
                text.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
            } else {
                text.append(c);
            }
        }
    }

    /** Messages about one image. */
    Reporter about(String image) {
        return new Reporter() {
            @Override
            public void info(String message) {
                Console.this.info(image + ": " + message);
            }

            @Override
            public void warning(String message) {
                Console.this.warning(image + ": " + message);
            }

            @Override
            public Progress begin(String what, long done, long total) {
                return Console.this.begin(image + ": " + what, done, total);
            }
        };
    }

    /** Something long begins; shown on a terminal only. */
    Reporter.Progress begin(String what, long done, long total) {
        return new ProgressBar(err, errKind == Kind.TERMINAL, System::nanoTime, what, done, total);
    }
}
