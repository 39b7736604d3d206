package tako.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who may change a file or directory: who can, chooses the keys that Tako trusts. */
final class Writers {
    private static final int GROUP_CAN_WRITE = 0020;
    private static final int OTHERS_CAN_WRITE = 0002;
    private static final int ROOT = 0;

    private Writers() {}

    /** Whether users other than its owner and root can, by its mode. */
    static boolean areOthers(Path file) throws IOException {
        int mode = attribute(file, "unix:mode");
        return (mode & OTHERS_CAN_WRITE) != 0 || ((mode & GROUP_CAN_WRITE) != 0 && isSharedGroup(file));
    }

    /** Root's group is as good as root; a group with its user's number holds that user alone, on every distribution. */
    private static boolean isSharedGroup(Path file) throws IOException {
        int group = attribute(file, "unix:gid");
        return group != ROOT && group != attribute(file, "unix:uid");
    }

    private static int attribute(Path file, String name) throws IOException {
        return (int) Files.getAttribute(file, name);
    }
}
