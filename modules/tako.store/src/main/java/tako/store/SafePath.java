package tako.store;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A directory that nobody but root and this process's user can put something else in the place of: it, every directory
 * above it and every link on the way belong to one of the two, and no other user can write there.
 *
 * <p>The group's permission to write counts, also for root's group: where a directory has an ACL it shows what the
 * users may do who are named there (acl(5)), and nothing else tells. Only a user's private group, which has the user's
 * number, is let through: many distributions have new directories writable for it.
 */
record SafePath(Path directory) {
    /** As many links as the kernel follows (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

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
        requireOwn(Rights.of(at), !rest.isEmpty());
        while (!rest.isEmpty()) {
            Rights next = Rights.of(at.resolve(rest.pop()).normalize()); // what it goes back to with ".." is no link
            if (next.isDirectory()) {
                requireOwn(next, !rest.isEmpty());
                at = next.path();
                continue;
            }
            if (!next.isLink()) {
                return; // and nothing can be made below it
            }
            requireOwnLink(next);
            if (++links > MAX_LINKS) {
                throw new FileSystemLoopException(next.path().toString());
            }
            Path target = Files.readSymbolicLink(next.path());
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
        Rights node;
        try {
            node = Rights.of(own);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!node.isDirectory()) {
            throw new StoreException(own + " has to be a directory, and is something else; move it away");
        }
        requireOwn(node, false);
    }

    private void requireOwn(Rights node, boolean above) throws IOException, StoreException {
        if (node.belongsToOthers()) {
            throw refused(
                    node.path() + " belongs to another user (" + node.words() + "), who could",
                    "let Destination= be below directories of root, or run: chown root " + node.path());
        }
        if (node.othersCanWrite() && !(above && node.isSticky())) {
            throw refused(
                    "other users can write to " + node.path() + " (" + node.words() + "), and so could",
                    "check what is there, and run: chmod go-w " + node.path());
        }
    }

    private void requireOwnLink(Rights node) throws IOException, StoreException {
        if (node.belongsToOthers()) {
            throw refused(
                    "the link " + node.path() + " belongs to another user (" + node.words() + "), who could",
                    "see where it leads, and run: chown -h root " + node.path());
        }
    }

    private StoreException refused(String reason, String remedy) {
        return new StoreException(
                reason + " replace the images in " + directory + "; nothing was touched there; " + remedy);
    }
}
