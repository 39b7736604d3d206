package tako.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is published for one configuration and installed on a {@link Host}. Its images are shell scripts, and its services
 * say the version that they find before each of their starts.
 */
final class App implements AutoCloseable {
    /** What a service does that stays up. */
    static final String STAYS = "exec sleep infinity";

    private Host host;
    private final String name;
    private final Published published;

    /** Nothing is published yet. */
    App(Host host, Path shared, String name) throws IOException {
        this.host = host;
        this.name = name;
        this.published = new Published(Files.createTempDirectory(shared, "test-"));
    }

    /** The same files on another machine. */
    void movesTo(Host other) {
        host = other;
    }

    Published published() {
        return published;
    }

    Path destination() {
        return published.destination();
    }

    /** What a unit opens. */
    Path latest() {
        return destination().resolve("latest");
    }

    /** Publishes a version that does this. */
    void publish(String version, String... program) throws Exception {
        published.publish(version, image(version, program).getBytes(UTF_8));
    }

    private static String image(String version, String... program) {
        return "# " + version + "\n" + String.join("\n", program) + "\n";
    }

    /** Writes the configuration: the origin's directory, a short time to settle unless the lines set one, and these. */
    String config(String... lines) throws IOException {
        return configAt(published.originDirectory().toUri().toString(), lines);
    }

    /** The same with another origin. */
    String configAt(String url, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        if (!String.join("\n", lines).contains("SettleSec=")) {
            all.add("SettleSec=300ms");
        }
        return published.config(name, url, published.publicKey(), destination(), all.toArray(String[]::new));
    }

    /** Publishes and installs the first version, which stays up, and starts a service that runs it. */
    void runs(String unit, String... lines) throws Exception {
        publish("1.0.0", STAYS);
        host.tako(config()).exits(0);
        host.start(unit, service(lines));
    }

    /** A service that runs the image, in the root of the host. */
    String[] service(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("ExecStartPre=" + tellsVersion());
        all.add("StandardError=journal");
        all.add("ExecStart=/bin/sh \"" + latest() + '"');
        return all.toArray(String[]::new);
    }

    /** A command that prints the version of the image. */
    String tellsVersion() {
        return "/bin/sed -n 1s/^..//p \"" + latest() + '"';
    }

    /** {@code latest} leads to this version, and nothing is left to do here. */
    void isAt(String version) throws IOException {
        assertThat(Files.readString(latest())).startsWith("# " + version + "\n");
        assertThat(latest().toRealPath().getParent()).isEqualTo(destination().resolve("store"));
        assertThat(Files.exists(record(), LinkOption.NOFOLLOW_LINKS))
                .as("a record is left")
                .isFalse();
    }

    /** The unit is up, and did these starts, each with the version that it found, since it was installed. */
    void hasStarted(String unit, String... versions) throws Exception {
        hasStarted(unit, List.of(versions));
    }

    /** The same. */
    void hasStarted(String unit, List<String> versions) throws Exception {
        String ask = "cat /run/%1$s.said; systemctl is-active %1$s || true".formatted(unit);
        assertThat(host.run("sh", "-c", ask)).isEqualTo(String.join("\n", versions) + "\nactive\n");
    }

    /** Where an activation is noted that is not over. */
    Path record() {
        return destination().resolve(".tako/activation");
    }

    @Override
    public void close() {
        published.close();
    }
}
