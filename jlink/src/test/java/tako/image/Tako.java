package tako.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the image's program is to be called; each method gives another such call.
 *
 * <pre>
 * tako().in(directory).with("NO_COLOR", "1").run("fetch", "app").exits(0).prints("app: installed 1.0.0\n");
 * </pre>
 *
 * <p>It sees none of the environment of whoever runs the test but {@code PATH}, and has memory for what it does, but
 * not for all that others may send.
 */
record Tako(List<String> wrapper, Path program, Path directory, Map<String, String> environment, Path input) {
    /** 128 MiB, twice what a run takes at its peak: one that takes in whatever it is sent ends at once. */
    private static final List<String> LITTLE_MEMORY = List.of("prlimit", "--data=134217728");

    private static final Path NOTHING = Path.of("/dev/null");

    /** The image that the build made. */
    static Path image() {
        return Path.of(System.getProperty("tako.image"));
    }

    /** The program where the build made it. */
    static Path program(Path image) {
        return image.resolve("bin/tako");
    }

    /** The image's program. */
    static Tako tako() {
        return new Tako(LITTLE_MEMORY, program(image()), Path.of("/"), Map.of("PATH", System.getenv("PATH")), NOTHING);
    }

    /** By another path. */
    Tako at(Path otherProgram) {
        return new Tako(wrapper, otherProgram, directory, environment, input);
    }

    /** In this working directory. */
    Tako in(Path workingDirectory) {
        return new Tako(wrapper, program, workingDirectory, environment, input);
    }

    /** With this environment variable. */
    Tako with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Tako(wrapper, program, directory, more, input);
    }

    /** With this file as standard input. */
    Tako reading(Path file) {
        return new Tako(wrapper, program, directory, environment, file);
    }

    /** Through another command, which is given the program and its arguments as its own last arguments. */
    Tako behind(List<String> command) {
        List<String> more = new ArrayList<>(wrapper);
        more.addAll(command);
        return new Tako(more, program, directory, environment, input);
    }

    /** As systemd runs it whose journal reads standard error (systemd.exec(5), JOURNAL_STREAM). */
    Ended runForJournal(String... arguments) throws IOException, InterruptedException {
        try (Streams streams = Streams.open();
                Running running =
                        with("JOURNAL_STREAM", streams.journalStream()).start(streams, arguments)) {
            return running.end();
        }
    }

    /** Runs it to its end. */
    Ended run(String... arguments) throws IOException, InterruptedException {
        try (Running running = start(arguments)) {
            return running.end();
        }
    }

    /** Starts it. */
    Running start(String... arguments) throws IOException {
        return start(Streams.open(), arguments);
    }

    private Running start(Streams streams, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(streams.out().toFile())
                .redirectError(streams.err().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Running(builder.start(), streams);
    }

    /** Where the two outputs go: files, which take any amount without anybody reading. */
    record Streams(Path out, Path err) implements AutoCloseable {
        static Streams open() throws IOException {
            return new Streams(Files.createTempFile("tako-", ".out"), Files.createTempFile("tako-", ".err"));
        }

        String journalStream() throws IOException {
            Map<String, Object> file = Files.readAttributes(err, "unix:dev,ino");
            return file.get("dev") + ":" + file.get("ino");
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
