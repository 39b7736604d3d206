package tako.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import tako.fetch.Updates;

/** Reads the arguments. */
final class CommandLine {
    /** Shows where an unexpected error came from; allowed anywhere. */
    static final String DEBUG = "--debug";

    /** The command that is meant where none is named. */
    static final String FETCH = "fetch";

    private static final String HELP = "help";
    private static final String IF_NOT_EXISTS = "if-not-exists";
    private static final String INIT = "init";
    private static final String RETRY_FAILED = "retry-failed";

    private CommandLine() {}

    /**
     * What the arguments ask for.
     *
     * @throws UsageException if they ask for nothing that there is
     */
    static Command parse(List<String> arguments) throws UsageException {
        if (arguments.isEmpty()) {
            throw new UsageException("there is no configuration to fetch for");
        }
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.getFirst()) {
            case "-h", "--help", "help" -> new Command.Help(HelpText.PROGRAM);
            case "--version" -> new Command.ShowVersion();
            case FETCH -> fetch(rest);
            case "store" -> store(rest);
            case "gen-key" -> generateKey(rest);
            default -> fetch(arguments);
        };
    }

    private static Command fetch(List<String> arguments) throws UsageException {
        org.apache.commons.cli.CommandLine line = read(fetchOptions(), arguments);
        if (line.hasOption(HELP)) {
            return new Command.Help(HelpText.FETCH);
        }
        if (line.getArgList().isEmpty()) {
            throw new UsageException("there is no configuration to fetch for");
        }
        return new Command.Fetch(
                mode(line), line.getArgList().stream().map(Path::of).toList());
    }

    private static Updates.Mode mode(org.apache.commons.cli.CommandLine line) throws UsageException {
        boolean ifMissing = line.hasOption(IF_NOT_EXISTS) || line.hasOption(INIT);
        if (ifMissing && line.hasOption(RETRY_FAILED)) {
            throw new UsageException("--if-not-exists and --retry-failed do not go together");
        }
        if (ifMissing) {
            return Updates.Mode.IF_MISSING;
        }
        return line.hasOption(RETRY_FAILED) ? Updates.Mode.RETRY_FAILED : Updates.Mode.UPDATE;
    }

    /** The options that mean a mode. */
    static List<String> options(Updates.Mode mode) {
        return switch (mode) {
            case UPDATE -> List.of();
            case RETRY_FAILED -> List.of("--" + RETRY_FAILED);
            case IF_MISSING -> List.of("--" + IF_NOT_EXISTS);
        };
    }

    private static Command store(List<String> arguments) throws UsageException {
        org.apache.commons.cli.CommandLine line = read(storeOptions(), arguments);
        if (line.hasOption(HELP)) {
            return new Command.Help(HelpText.STORE);
        }
        if (!line.hasOption("o")) {
            throw new UsageException("store needs -o DIR, the origin directory to write");
        }
        if (line.getArgList().size() != 2) {
            throw new UsageException("store takes an image and its version");
        }
        return new Command.Store(
                keySource(line),
                Path.of(line.getOptionValue("o")),
                Path.of(line.getArgList().getFirst()),
                line.getArgList().getLast());
    }

    private static Command.KeySource keySource(org.apache.commons.cli.CommandLine line) throws UsageException {
        if (line.hasOption("k") && line.hasOption("f")) {
            throw new UsageException("store takes one secret key: -k or -f");
        }
        if (line.hasOption("k")) {
            return new Command.KeySource.Argument(line.getOptionValue("k"));
        }
        if (!line.hasOption("f")) {
            return new Command.KeySource.Environment();
        }
        String file = line.getOptionValue("f");
        return file.equals("-") ? new Command.KeySource.StandardInput() : new Command.KeySource.File(Path.of(file));
    }

    private static Command generateKey(List<String> arguments) throws UsageException {
        org.apache.commons.cli.CommandLine line = read(generateKeyOptions(), arguments);
        if (line.hasOption(HELP)) {
            return new Command.Help(HelpText.GENERATE_KEY);
        }
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("gen-key takes no '" + line.getArgList().getFirst() + "'; -f FILE names a file");
        }
        return new Command.GenerateKey(
                Optional.ofNullable(line.getOptionValue("f")).map(Path::of));
    }

    static Options fetchOptions() {
        return withHelp()
                .addOption(Option.builder().longOpt(IF_NOT_EXISTS).get())
                .addOption(Option.builder().longOpt(INIT).get())
                .addOption(Option.builder().longOpt(RETRY_FAILED).get());
    }

    static Options storeOptions() {
        return withHelp()
                .addOption(Option.builder("k").hasArg().get())
                .addOption(Option.builder("f").hasArg().get())
                .addOption(Option.builder("o").hasArg().get());
    }

    static Options generateKeyOptions() {
        return withHelp().addOption(Option.builder("f").hasArg().get());
    }

    private static Options withHelp() {
        return new Options().addOption(Option.builder("h").longOpt(HELP).get());
    }

    private static org.apache.commons.cli.CommandLine read(Options options, List<String> arguments)
            throws UsageException {
        if (arguments.contains("")) {
            throw new UsageException("an argument is empty; is a variable unset?");
        }
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .get()
                    .parse(options, arguments.toArray(String[]::new));
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Takes {@link #DEBUG} out, wherever it stands. */
    static List<String> withoutDebug(String[] arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !argument.equals(DEBUG))
                .toList();
    }
}
