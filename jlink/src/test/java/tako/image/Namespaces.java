package tako.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Mounts of a test's own, for any user where the kernel's owner allows it (user_namespaces(7)). */
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
