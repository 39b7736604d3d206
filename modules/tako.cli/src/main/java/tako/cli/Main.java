package tako.cli;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

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
        boolean debug = Arrays.asList(arguments).contains(CommandLine.DEBUG);
        System.exit(new Main(Console.system(environment), environment, debug)
                .run(arguments)
                .code());
    }

    private ExitStatus run(String[] arguments) {
        try {
            return run(CommandLine.parse(CommandLine.withoutDebug(arguments)));
        } catch (UsageException e) {
            console.error("tako: " + e.getMessage() + "\nTry 'tako --help'.");
            return ExitStatus.USAGE;
        } catch (OutOfMemoryError e) {
            console.error("tako: out of memory; what was installed before still is."
                    + " Is MaxManifestSize= far above its default, and the manifest too?");
            return ExitStatus.FAILED;
        } catch (RuntimeException | Error e) {
            console.error("tako: unexpected " + e + "; what was installed before still is."
                    + (debug ? "" : " Run it again with --debug for a report to the authors."));
            if (debug) {
                console.trace(e);
            }
            return ExitStatus.FAILED;
        }
    }

    private ExitStatus run(Command command) throws UsageException {
        return switch (command) {
            case Command.Help(String text) -> {
                console.resultAsIs(text);
                yield ExitStatus.OK;
            }
            case Command.ShowVersion() -> {
                console.resultAsIs("tako " + version() + "\n");
                yield ExitStatus.OK;
            }
            case Command.Fetch fetch -> new FetchCommand(console, "tako/" + version(), environment, debug).run(fetch);
            case Command.Store store -> new StoreCommand(console, System.in, environment).run(store);
            case Command.GenerateKey(var file) -> new GenerateKeyCommand(console, new SecureRandom()).run(file);
        };
    }

    private static String version() {
        return Main.class.getModule().getDescriptor().rawVersion().orElse("unknown");
    }
}
