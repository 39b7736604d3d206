package tako.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tako.testing.SystemdBox;

/** A machine with a real systemd and this module, to run {@link Probe} on. */
final class Machine implements AutoCloseable {
    private final SystemdBox box;

    private Machine(SystemdBox box) {
        this.box = box;
    }

    /** Boots it, with Java and the classes where every user of it can read them. */
    static Machine boot() throws IOException, InterruptedException {
        return new Machine(SystemdBox.boot(
                System.getProperty("java.home") + ":/probe/java",
                place(SystemBus.class) + ":/probe/module",
                place(Probe.class) + ":/probe/tests",
                place(Native.class) + ":/probe/jna.jar"));
    }

    /** The directory or jar that a class comes from. */
    private static Path place(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        String url = String.valueOf(type.getResource("/" + file));
        String place = url.substring(0, url.length() - file.length());
        return Path.of(URI.create(place.replaceFirst("^jar:", "").replaceFirst("!/$", "")));
    }

    /** The command that runs the probe. */
    static List<String> probeCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "/probe/java/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=com.sun.jna",
                "--illegal-native-access=deny",
                "--module-path=/probe/module:/probe/jna.jar",
                "--patch-module=tako.systemd=/probe/tests",
                "--module=tako.systemd/tako.systemd.Probe"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs the probe as root, outside of any unit; gives what it prints. */
    String probe(String... arguments) throws IOException, InterruptedException {
        return probeBehind(List.of(), arguments);
    }

    /** Runs the probe through another program, such as one that takes its rights away. */
    String probeBehind(List<String> wrapper, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(probeCommand(arguments));
        SystemdBox.Result result = box.run(command.toArray(String[]::new));
        assertThat(result.errors()).isEmpty();
        return result.success();
    }

    /** Installs a service. */
    void service(String name, String lines) throws IOException, InterruptedException {
        write("/etc/systemd/system/" + name, "[Service]\n" + lines);
        run("systemctl", "daemon-reload");
    }

    void write(String path, String text) throws IOException {
        box.write(path, text);
    }

    /** Runs a command that must succeed; gives its output. */
    String run(String... command) throws IOException, InterruptedException {
        return box.run(command).success();
    }

    String property(String unit, String property) throws IOException, InterruptedException {
        return run("systemctl", "show", "--value", "--property=" + property, unit)
                .strip();
    }

    @Override
    public void close() {
        box.close();
    }
}
