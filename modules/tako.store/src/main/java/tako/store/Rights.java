package tako.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Who may do what with one file, which a link is as well (inode(7)). */
record Rights(Path path, int mode, int owner, int group) {
    /** Leads to this process's directory, which belongs to its user (proc_pid(5)). */
    private static final Path SELF = Path.of("/proc/self");

    private static final int ROOT = 0;
    private static final int STICKY = 01000;
    private static final int GROUP_CAN_WRITE = 0020;
    private static final int OTHERS_CAN_WRITE = 0002;
    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int DIRECTORY = 0040000;

    static Rights of(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new Rights(path, number(attributes, "mode"), number(attributes, "uid"), number(attributes, "gid"));
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : -1;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** Neither to root nor to this process's user: whoever owns a file can let itself write to it. */
    boolean belongsToOthers() throws IOException {
        return owner != ROOT && !Files.getAttribute(SELF, "unix:uid").equals(owner);
    }

    boolean othersCanWrite() {
        return (mode & OTHERS_CAN_WRITE) != 0 || ((mode & GROUP_CAN_WRITE) != 0 && !hasPrivateGroup());
    }

    private boolean hasPrivateGroup() {
        return group == owner && owner != ROOT;
    }

    /** Whether others can make files here, and can do nothing to those that are not theirs. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** Mode and owner, for messages. */
    String words() {
        return "mode 0" + Integer.toOctalString(mode & PERMISSIONS) + ", owner " + ownersName();
    }

    private String ownersName() {
        try {
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException e) { // it is gone since, which makes what was seen no better
            return Integer.toString(owner);
        }
    }
}
