package tako.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import tako.testing.SystemdBox;

/** A machine with a real systemd and the image in {@code /opt/tako}, which shares one directory with this machine. */
final class Host implements AutoCloseable {
    static final String TAKO = "/opt/tako/bin/tako";

    private final SystemdBox box;
    private final AtomicInteger begun = new AtomicInteger();

    private Host(SystemdBox box) {
        this.box = box;
    }

    /** Boots it; the shared directory has the same path there as here, others are {@code SOURCE:TARGET}. */
    static Host sharing(Path directory, String... others) throws IOException, InterruptedException {
        List<String> binds = new ArrayList<>(List.of(Tako.image() + ":/opt/tako", directory.toString()));
        binds.addAll(List.of(others));
        return new Host(SystemdBox.boot(binds.toArray(String[]::new)));
    }

    /** Runs the image's program as root, outside of any unit. */
    Ended tako(String... arguments) throws IOException, InterruptedException {
        return tako(List.of(), arguments);
    }

    /** Runs the same, as {@code wrapper} runs it that is given the program and its arguments. */
    Ended tako(List<String> wrapper, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(TAKO);
        command.addAll(List.of(arguments));
        SystemdBox.Result result = box.run(command.toArray(String[]::new));
        return new Ended(result.status(), result.output(), result.errors());
    }

    /** Starts the program, so that it can be watched at work and killed. */
    Working begin(String... arguments) {
        return begin(List.of(), arguments);
    }

    /** Starts the same, as {@code inner} runs it that is given the program and its arguments. */
    Working begin(List<String> inner, String... arguments) {
        String pid = "/run/working-" + begun.incrementAndGet();
        List<String> wrapper = new ArrayList<>(List.of("sh", "-c", "echo $$ >" + pid + "; exec \"$@\"", "sh"));
        wrapper.addAll(inner);
        FutureTask<Ended> end = new FutureTask<>(() -> tako(wrapper, arguments));
        Thread.ofVirtual().start(end);
        return new Working(end, pid);
    }

    /** A run of the program that may be at work. */
    final class Working {
        private final FutureTask<Ended> end;
        private final String pid;

        private Working(FutureTask<Ended> end, String pid) {
            this.end = end;
            this.pid = pid;
        }

        /** As {@code kill -9} does: the program learns nothing of it. */
        void kill() throws Exception {
            run("sh", "-c", "kill -KILL $(cat " + pid + ")");
            end().exits(128 + 9);
        }

        /** Lets the program go on that another one runs, and that was stopped (SIGSTOP). */
        void letGo() throws Exception {
            run("sh", "-c", "kill -CONT $(ps -o pid= --ppid $(cat " + pid + "))");
        }

        /** Waits for the end. */
        Ended end() throws Exception {
            return end.get();
        }
    }

    /** Runs a command that must succeed; gives its output. */
    String run(String... command) throws IOException, InterruptedException {
        return box.run(command).success();
    }

    /** Writes a file there. */
    void write(String path, String text) throws IOException {
        box.write(path, text);
    }

    /** Installs a service whose standard output is added to {@link #said}, and that may start as often as a test likes. */
    void install(String unit, String... lines) throws IOException, InterruptedException {
        String text = "[Unit]\nStartLimitIntervalSec=0\n[Service]\nStandardOutput=append:/run/" + unit + ".said\n"
                + String.join("\n", lines) + "\n";
        box.write("/etc/systemd/system/" + unit, text);
        run("systemctl", "daemon-reload");
    }

    /** Installs a service and starts it. */
    void start(String unit, String... lines) throws IOException, InterruptedException {
        install(unit, lines);
        run("systemctl", "start", unit);
    }

    /** What a service printed since it was installed, over all its starts. */
    String said(String unit) throws IOException, InterruptedException {
        return run("cat", "/run/" + unit + ".said");
    }

    /** A property as {@code systemctl show} prints it. */
    String property(String unit, String property) throws IOException, InterruptedException {
        return run("systemctl", "show", "--value", "--property=" + property, unit)
                .strip();
    }

    /** What tells one start of a service from another. */
    String invocation(String unit) throws IOException, InterruptedException {
        return property(unit, "InvocationID") + " " + property(unit, "MainPID");
    }

    /** Starts a web server in it that nobody outside can reach, on a directory of this machine. */
    SystemdBox.WebServer serve(Path directory) throws IOException {
        return box.serve(directory);
    }

    @Override
    public void close() {
        box.close();
    }
}
