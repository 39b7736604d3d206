package tako.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A throw-away machine with a real systemd, for one of Tako's packages. Its publisher and its administrator use what
 * the package has installed, and nothing of the build. There is one service, app-foo.service, whose image is a shell
 * script and which notes the first line of the image before each start.
 */
public final class PackagedMachine implements AutoCloseable {
    /** Where the image arrives that {@link #configure} asks for. */
    public static final String DESTINATION = "/var/lib/images/app-foo";

    /** Where packages lie. */
    public static final String PACKAGES = "/run/packages";

    /** How the timer is described in {@link #laterVersion}. */
    public static final String LATER_DESCRIPTION = "The timer of a later version";

    /** The program of an image that stays up. */
    public static final String STAYS = "exec sleep infinity";

    private static final String KEY = "/root/key";
    private static final String NOTES = "/var/log/app-foo";

    /** Far longer than anything takes, so that only a test that is wrong runs into it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Short beside everything that is waited for. */
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final SystemdBox box;
    private final Path origin;
    private final SystemdBox.WebServer server;

    private PackagedMachine(SystemdBox box, Path origin, SystemdBox.WebServer server) {
        this.box = box;
        this.origin = origin;
        this.server = server;
    }

    /**
     * Boots it, without Tako.
     *
     * @param root whose files it has at first; they stay as they are
     * @param packages the directory to see at {@link #PACKAGES}
     * @param shared an empty directory for what it publishes
     */
    public static PackagedMachine boot(Path root, Path packages, Path shared) throws IOException, InterruptedException {
        SystemdBox box = SystemdBox.bootFrom(root, shared.toString(), packages + ":/opt/packages");
        try {
            box.run("ln", "-s", "/opt/packages", PACKAGES).success();
            return new PackagedMachine(box, shared, box.serve(shared));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            box.close();
            throw e;
        }
    }

    /** Copies the root that a package is packed from, as a later version might have it: with another timer. */
    public static Path laterVersion(Path root, Path copy) throws IOException, InterruptedException {
        Command.of("cp", "-R", "--preserve=mode,links", root.toString(), copy.toString())
                .output();
        Path timer = copy.resolve("usr/lib/systemd/system/tako.timer");
        Command.of("sed", "-i", "s/^Description=.*/Description=" + LATER_DESCRIPTION + "/", timer.toString())
                .output();
        return copy;
    }

    /** Runs a command that must succeed; gives what it wrote to standard output. */
    public String run(String... command) throws IOException, InterruptedException {
        return box.run(command).success();
    }

    /** Runs a shell's commands, which must succeed in the end. */
    public String shell(String commands) throws IOException, InterruptedException {
        return run("sh", "-c", commands);
    }

    /** Writes a file. */
    public void write(String path, String text) throws IOException {
        box.write(path, text);
    }

    /** Signs an image with the installed program, and puts it on the web server. */
    public void publish(String version, String program) throws IOException, InterruptedException {
        write("/root/image", "# " + version + "\n" + program + "\n");
        shell("test -e " + KEY + " || tako gen-key -f " + KEY + " >" + KEY + ".pub 2>/dev/null");
        run("tako", "store", "-f", KEY, "-o", origin.toString(), "/root/image", version);
    }

    /** Writes four lines into {@code /etc/tako/app-foo}, and these. */
    public void configure(String... lines) throws IOException, InterruptedException {
        write("/etc/tako/app-foo", """
                Origin=%s
                PublicKey=%s
                Destination=%s
                RestartUnit=app-foo.service
                %s
                """.formatted(
                        server.url(), run("cat", KEY + ".pub").strip(), DESTINATION, String.join("\n", lines)));
    }

    /** Makes the service. */
    public void installService(String... lines) throws IOException, InterruptedException {
        write("/etc/systemd/system/app-foo.service", """
                [Service]
                %s
                ExecStartPre=/bin/sh -c 'head -n 1 %s/latest >>%s'
                ExecStart=/bin/sh %2$s/latest
                """.formatted(String.join("\n", lines), DESTINATION, NOTES));
        run("systemctl", "daemon-reload");
    }

    /** What the service found before its starts, a line for each. */
    public String starts() throws IOException, InterruptedException {
        return shell("cat " + NOTES + " || true");
    }

    /** What Tako's units have written since the last call, between line breaks. */
    public String journal() throws IOException, InterruptedException {
        return shell("journalctl --sync; journalctl -q -o cat --cursor-file=/run/read -u tako -u 'tako@*' || true");
    }

    /** How it stands with a unit: {@code enabled} and the like, then {@code active} and the like, in a line. */
    public String state(String unit) throws IOException, InterruptedException {
        return shell("echo $(systemctl is-enabled " + unit + " 2>/dev/null) $(systemctl is-active " + unit + ")")
                .strip();
    }

    /**
     * Does what a new administrator does once the package is there: four lines of configuration, and the timer enabled.
     * Returns when an image has come, its service runs, and an update has come to the service, all by the timer.
     */
    public void followAPublisher() throws IOException, InterruptedException {
        publish("1.0.0", STAYS);
        installService();
        hasten("tako.timer");
        configure();
        run("systemctl", "enable", "--now", "tako.timer");
        await("test -e " + DESTINATION + "/latest");
        run("systemctl", "start", "app-foo");
        publish("1.1.0", STAYS);
        await("tail -n 1 " + NOTES + " | grep -qx '# 1.1.0'");
        run("systemctl", "stop", "tako.timer");
        run("systemctl", "start", "tako"); // waits for the run that judges the service
    }

    private void await(String test) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (box.run("sh", "-c", test).status() != 0) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + test + "\n" + journal());
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    /**
     * Gives a timer a schedule that a test can wait for, from its next start on; not so short that systemd takes its
     * service for one in a loop.
     */
    private void hasten(String timer) throws IOException, InterruptedException {
        write("/etc/systemd/system/" + timer + ".d/often.conf", """
                [Timer]
                OnCalendar=*:*:0/3
                AccuracySec=1ms
                RandomizedDelaySec=0
                """);
        run("systemctl", "daemon-reload");
    }

    /** Takes away what was published, the service, the configuration and the images; not the package. */
    public void clean() throws IOException, InterruptedException {
        shell("systemctl stop app-foo.service 2>/dev/null; rm -rf /etc/tako/* /etc/systemd/system/app-foo.service* "
                + "/etc/systemd/system/tako* /var/lib/images " + origin + "/* " + NOTES + "; systemctl daemon-reload;"
                + " systemctl reset-failed");
        journal();
    }

    @Override
    public void close() {
        server.close();
        box.close();
    }
}
