package tako.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;

/** A disk on which one step fails that needs room, for a reason that the system gives; all else goes on. */
final class FaultyDisk extends Disk {
    private static final Set<Step> NEEDS_NO_ROOM = Set.of(Step.DELETE, Step.SEAL);

    private final String reason;
    private int left;
    private Path place = Path.of("/");

    private FaultyDisk(int left, String reason) {
        this.left = left;
        this.reason = reason;
    }

    /** Counted from 0. */
    static FaultyDisk atStep(int number, String reason) {
        return new FaultyDisk(number, reason);
    }

    @Override
    void before(Step step, Path path) throws IOException {
        if (NEEDS_NO_ROOM.contains(step) || left-- != 0) {
            return;
        }
        place = path;
        if (step == Step.WRITE || step == Step.SYNC) { // as the JDK words what fails on a channel
            throw new IOException(reason);
        }
        throw new FileSystemException(path.toString(), null, reason);
    }

    boolean failed() {
        return left < 0;
    }

    /** The file of the step that failed. */
    Path place() {
        return place;
    }
}
