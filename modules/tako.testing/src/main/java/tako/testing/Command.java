package tako.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that a test needs to succeed; each method gives another such call.
 *
 * @param words the program and its arguments
 * @param environment what it sees beside the environment of whoever runs the test
 */
public record Command(List<String> words, Map<String, String> environment) {
    /** The longest one packs 70 MB, which takes ten seconds, and a minute on a busy machine. */
    private static final long LIMIT_SECONDS = 300;

    /** The program and its arguments. */
    public static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    /** With this environment variable. */
    public Command with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(words, more);
    }

    /** Through another command, which is given the program and its arguments as its own last arguments. */
    public Command behind(String... wrapper) {
        List<String> more = new ArrayList<>(List.of(wrapper));
        more.addAll(words);
        return new Command(more, environment);
    }

    /**
     * Runs it to its end.
     *
     * @return what it wrote to standard output
     * @throws AssertionError with all that it wrote if it did not succeed
     */
    public String output() throws IOException, InterruptedException {
        Path output = Files.createTempFile("command-", ".out");
        Path errors = Files.createTempFile("command-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + words);
            }
            String written = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new AssertionError("exit status " + process.exitValue() + " of " + words + "\n" + written
                        + Files.readString(errors));
            }
            return written;
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
