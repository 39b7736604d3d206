package tako.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A throw-away machine with a real systemd, booted from this one's files in under a second. Nothing written inside
 * reaches the disk. Files under {@code /tmp}, and on other file systems than the root's, are only visible inside when
 * bound. Needs root. Closing it, or the end of this JVM, removes every trace.
 */
public final class SystemdBox implements AutoCloseable {
    /** Booting takes one second and a test's command a few, also on a busy machine. */
    private static final long COMMAND_LIMIT_SECONDS = 120;

    private static final AtomicInteger BOOTED = new AtomicInteger();

    private final String name;
    private final Path directory;
    private final Thread downAtExit = new Thread(this::down, "down");

    private SystemdBox(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /**
     * How a command ended.
     *
     * @param status its exit status
     * @param output what it wrote to standard output
     * @param errors what it wrote to standard error
     */
    public record Result(int status, String output, String errors) {
        /** The output of a command that must have succeeded. */
        public String success() {
            if (status != 0) {
                throw new AssertionError("exit status " + status + "\n" + output + errors);
            }
            return output;
        }
    }

    /** A web server that answers inside, and only there, under this URL. */
    public record WebServer(Process process, String url) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /**
     * Boots a machine that sees these files and directories of this one, each {@code SOURCE} or {@code
     * SOURCE:TARGET}.
     */
    public static SystemdBox boot(String... binds) throws IOException, InterruptedException {
        return bootFrom(Path.of("/"), binds);
    }

    /** Boots one from the files of another root, which stay as they are; it needs a systemd and a bus. */
    public static SystemdBox bootFrom(Path root, String... binds) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("systemd-box-");
        try (InputStream script = SystemdBox.class.getResourceAsStream("sdbox")) {
            if (script == null) {
                throw new IOException("no script to boot systemd with");
            }
            Files.copy(script, directory.resolve("sdbox"));
        }
        String name = "tako-" + ProcessHandle.current().pid() + "-" + BOOTED.incrementAndGet();
        SystemdBox box = new SystemdBox(name, directory);
        Runtime.getRuntime().addShutdownHook(box.downAtExit);
        List<String> options = new ArrayList<>(List.of("--root", root.toString()));
        for (String bind : binds) {
            options.add("--bind");
            options.add(bind);
        }
        Result booted = box.script("up", options);
        if (booted.status() != 0) {
            box.close();
            throw new IOException("systemd did not boot: " + booted.output() + booted.errors());
        }
        return box;
    }

    /** Runs a command inside as root, outside of any unit. */
    public Result run(String... command) throws IOException, InterruptedException {
        return script("exec", List.of(command));
    }

    /** Runs a command inside as a unit of its own. */
    public Result runAsUnit(String... command) throws IOException, InterruptedException {
        return script("run", List.of(command));
    }

    /** Writes a file inside, such as a unit's. */
    public void write(String path, String text) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid()), "root", path.substring(1));
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    /** Starts a web server inside, on a directory of this machine and with this machine's files. */
    public WebServer serve(Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of(URI.create(String.valueOf(
                        HttpOrigin.class.getProtectionDomain().getCodeSource().getLocation())))
                .toString();
        Process process = new ProcessBuilder(
                        "nsenter",
                        "--target",
                        Long.toString(pid()),
                        "--net",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "--class-path",
                        classes,
                        HttpOrigin.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String url = process.inputReader(StandardCharsets.UTF_8).readLine();
        return new WebServer(process, String.valueOf(url));
    }

    /** The first process of the machine, as this one numbers it. */
    public long pid() throws IOException {
        return Long.parseLong(
                Files.readString(directory.resolve("state", name, "pid")).strip());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(downAtExit);
        down();
    }

    private void down() {
        try {
            script("down", List.of()).success();
            Files.deleteIfExists(directory.resolve("state"));
            Files.delete(directory.resolve("sdbox"));
            Files.delete(directory);
        } catch (IOException e) {
            throw new AssertionError("the machine " + name + " left something behind", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the machine " + name + " was taken down", e);
        }
    }

    private Result script(String action, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", directory + "/sdbox", action, name));
        command.addAll(arguments);
        Path output = Files.createTempFile(directory, "output", "");
        Path errors = Files.createTempFile(directory, "errors", "");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("SDBOX_STATE", directory + "/state");
            Process process = builder.start();
            if (!process.waitFor(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after " + COMMAND_LIMIT_SECONDS + " s: " + command);
            }
            return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
