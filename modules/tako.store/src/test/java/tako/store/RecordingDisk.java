package tako.store;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** A disk that remembers every path below a directory that was written, made, replaced or removed. */
final class RecordingDisk extends Disk {
    private final Path root;
    private final Set<Path> paths = new TreeSet<>();

    RecordingDisk(Path root) {
        this.root = root;
    }

    @Override
    void before(Step step, Path path) {
        if (path.startsWith(root) && !path.equals(root)) {
            paths.add(root.relativize(path));
        }
    }

    /** Relative to the directory. */
    Set<Path> paths() {
        return paths;
    }
}
