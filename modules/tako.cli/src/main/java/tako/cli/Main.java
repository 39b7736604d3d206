package tako.cli;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program's entry: one command, and its exit status. */
public final class Main {
    private final Console console;
    private final Map<String, String> environment;
    private final boolean debug;

    private Main(Console console, Map<String, String> environment, boolean debug) {
        this.console = console;
        this.environment = environment;
        this.debug = debug;
    }

    /** Runs one command and exits with its status. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Console console = Console.system(environment);
        AtomicBoolean ended = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (ended.compareAndSet(false, true)) {
                console.interrupted("tako: interrupted; the next run goes on from here");
            }
        }));
        boolean debug = Arrays.asList(arguments).contains(CommandLine.DEBUG);
        ExitStatus status = new Main(console, environment, debug).run(arguments);
        if (!ended.compareAndSet(false, true)) {
            System.exit(status.code()); // a signal was faster: this waits for the end that it has begun
        }
        // Nothing is left for an orderly exit to do, which looks for a logger first: all is written.
        Runtime.getRuntime().halt(status.code());
    }

    private ExitStatus run(String[] arguments) {
        try {
            ExitStatus status = run(CommandLine.parse(CommandLine.withoutDebug(arguments)));
            if (console.delivered()) {
                return status;
            }
            console.error("tako: the result could not be written to standard output");
            return ExitStatus.FAILED;
        } catch (UsageException e) {
            console.error("tako: " + e.getMessage() + "; try 'tako --help'");
            return ExitStatus.USAGE;
        } catch (RuntimeException | Error e) {
            console.error(
                    "tako: unexpected " + e + (debug ? "" : "; " + CommandLine.DEBUG + " shows where it came from"));
            if (debug) {
                console.trace(e);
            }
            return ExitStatus.FAILED;
        }
    }

    private ExitStatus run(Command command) throws UsageException {
        if (command instanceof Command.Fetch fetch) {
            return fetch(fetch); // a switch over types is made at run time, which takes half as long as a no-op
        }
        return switch (command) {
            case Command.Help(String text) -> {
                console.resultAsIs(text);
                yield ExitStatus.OK;
            }
            case Command.ShowVersion() -> {
                console.resultAsIs("tako " + version() + "\n");
                yield ExitStatus.OK;
            }
            case Command.Fetch fetch -> fetch(fetch);
            case Command.Store store -> new StoreCommand(console, System.in, environment).run(store);
            case Command.GenerateKey(var file) -> new GenerateKeyCommand(console, new SecureRandom()).run(file);
        };
    }

    private ExitStatus fetch(Command.Fetch fetch) {
        return new FetchCommand(console, "tako/" + version(), environment, debug).run(fetch);
    }

    private static String version() {
        return Main.class.getModule().getDescriptor().rawVersion().orElse("unknown");
    }
}
