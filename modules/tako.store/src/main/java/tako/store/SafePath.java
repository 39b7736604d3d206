package tako.store;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * A directory that nobody but root and this process's user can put something else in the place of: it, every directory
 * above it and every link on the way belong to one of the two, and no other user can write there.
 *
 * <p>The group's permission to write counts, also for root's group: where a directory has an ACL it shows what the
 * users may do who are named there (acl(5)), and nothing else tells. Only a user's private group, which has the user's
 * number, is let through: many distributions have new directories writable for it.
 */
record SafePath(Path directory) {
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

    /** As many links as the kernel follows (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    /** What has to be known of one file on the way. */
    private record Node(Path path, int mode, int owner, int group) {
        static Node of(Path path) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
            return new Node(path, number(attributes, "mode"), number(attributes, "uid"), number(attributes, "gid"));
        }

        private static int number(Map<String, Object> attributes, String name) {
            return attributes.get(name) instanceof Integer number ? number : -1;
        }

        boolean is(int type) {
            return (mode & TYPE) == type;
        }

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
    }

    /**
     * Looks at all of the way, as far as it exists; nothing is changed.
     *
     * @throws StoreException if others could change it; names the directory, its mode and owner, and the remedy
     * @throws IOException if it cannot be looked at
     */
    void check() throws IOException, StoreException {
        try {
            walk();
        } catch (NoSuchFileException e) {
            return; // what is missing is made in a directory that was looked at
        }
    }

    private void walk() throws IOException, StoreException {
        Path root = Path.of("/");
        Deque<Path> rest = new ArrayDeque<>();
        prepend(directory.toAbsolutePath(), rest);
        Path at = root;
        int links = 0;
        requireOwn(Node.of(at), !rest.isEmpty());
        while (!rest.isEmpty()) {
            Node next = Node.of(at.resolve(rest.pop()).normalize()); // what it goes back to with ".." is no link
            if (next.is(DIRECTORY)) {
                requireOwn(next, !rest.isEmpty());
                at = next.path;
                continue;
            }
            if (!next.is(LINK)) {
                return; // and nothing can be made below it
            }
            requireOwnLink(next);
            if (++links > MAX_LINKS) {
                throw new FileSystemLoopException(next.path.toString());
            }
            Path target = Files.readSymbolicLink(next.path);
            prepend(target, rest);
            at = target.isAbsolute() ? root : at;
        }
    }

    private static void prepend(Path path, Deque<Path> rest) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            rest.push(path.getName(i));
        }
    }

    /** The same for a directory of ours right in it. */
    void checkInside(Path own) throws IOException, StoreException {
        Node node;
        try {
            node = Node.of(own);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!node.is(DIRECTORY)) {
            throw new StoreException(own + " has to be a directory, and is something else; move it away");
        }
        requireOwn(node, false);
    }

    private void requireOwn(Node node, boolean above) throws IOException, StoreException {
        if (node.belongsToOthers()) {
            throw refused(
                    node.path + " belongs to another user (" + described(node) + "), who could",
                    "let Destination= be below directories of root, or run: chown root " + node.path);
        }
        if (node.othersCanWrite() && !(above && node.isSticky())) {
            throw refused(
                    "other users can write to " + node.path + " (" + described(node) + "), and so could",
                    "check what is there, and run: chmod go-w " + node.path);
        }
    }

    private void requireOwnLink(Node node) throws IOException, StoreException {
        if (node.belongsToOthers()) {
            throw refused(
                    "the link " + node.path + " belongs to another user (" + described(node) + "), who could",
                    "see where it leads, and run: chown -h root " + node.path);
        }
    }

    private StoreException refused(String reason, String remedy) {
        return new StoreException(
                reason + " replace the images in " + directory + "; nothing was touched there; " + remedy);
    }

    private static String described(Node node) throws IOException {
        return "mode 0" + Integer.toOctalString(node.mode & PERMISSIONS) + ", owner "
                + Files.getOwner(node.path, LinkOption.NOFOLLOW_LINKS).getName();
    }
}
