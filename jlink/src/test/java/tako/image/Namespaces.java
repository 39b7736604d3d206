package tako.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Mounts of a test's own, in namespaces (user_namespaces(7)). Only root keeps its number there, and Tako takes no
 * directory of anybody else's: such a test has the tag {@code mounts}.
 */
final class Namespaces {
    private static final List<String> UNSHARE = List.of("unshare", "--user", "--map-root-user", "--mount");

    private Namespaces() {}

    /** What runs a command as root of namespaces of its own. Leaves the test out where that is forbidden. */
    static List<String> unshare(String... command) throws IOException, InterruptedException {
        Process trial =
                new ProcessBuilder(with("true")).redirectErrorStream(true).start();
        String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeThat(trial.waitFor()).as("namespaces are allowed here: %s", said).isZero();
        return with(command);
    }

    private static List<String> with(String... command) {
        List<String> all = new ArrayList<>(UNSHARE);
        all.addAll(List.of(command));
        return all;
    }
}
