package tako.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command of the system: how it ended, and what it said on standard output and standard error together. */
record SystemCommand(int status, String output) {
    static SystemCommand run(String... command) throws IOException, InterruptedException {
        return runOn("", command);
    }

    /** curl without the configuration of whoever runs the test. */
    static SystemCommand curl(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "--disable", "--noproxy", "*", "--silent"));
        command.addAll(List.of(options));
        return run(command.toArray(String[]::new));
    }

    static SystemCommand runOn(String input, String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
            writer.write(input);
        }
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new SystemCommand(process.waitFor(), output);
        }
    }
}
