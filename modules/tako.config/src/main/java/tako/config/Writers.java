package tako.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who may change a file or directory: who can, chooses the keys that Tako trusts.
 *
 * <p>The group's permission to write counts, also for root's group: where there is an ACL it shows what the users may
 * do who are named there (acl(5)). Only a group with its user's number, which holds that user alone, is let through.
 */
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

    private static boolean isSharedGroup(Path file) throws IOException {
        int owner = attribute(file, "unix:uid");
        return owner == ROOT || owner != attribute(file, "unix:gid");
    }

    private static int attribute(Path file, String name) throws IOException {
        return (int) Files.getAttribute(file, name);
    }
}
