package tako.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tako.fetch.Updates;

/** What a command line asks for. */
sealed interface Command {
    /** {@code tako fetch}, or no command's name. */
    record Fetch(Updates.Mode mode, List<Path> configs) implements Command {}

    /** {@code tako store}. */
    record Store(KeySource key, Path origin, Path image, String version) implements Command {}

    /** {@code tako gen-key}. */
    record GenerateKey(Optional<Path> file) implements Command {}

    /** {@code --help}, for the program or one command. */
    record Help(String text) implements Command {}

    /** {@code --version}. */
    record ShowVersion() implements Command {}

    /** Where the secret key comes from. */
    sealed interface KeySource {
        /** {@code -k KEY}. */
        record Argument(String key) implements KeySource {}

        /** {@code -f FILE}. */
        record File(Path file) implements KeySource {}

        /** {@code -f -}. */
        record StandardInput() implements KeySource {}

        /** The environment variable. */
        record Environment() implements KeySource {}
    }
}
