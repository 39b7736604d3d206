package tako.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The only place where Tako changes files. What a method has done when it returns survives a power cut, unless it says
 * otherwise; none follows a symbolic link that stands where a file is made. A test overrides {@link #before} to make
 * any step fail, or to stop there.
 */
class Disk {
    static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> PUBLIC_DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");
    static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> SEALED_FILE = PosixFilePermissions.fromString("r--r--r--");

    /** What a step does, for {@link #before}. */
    enum Step {
        CREATE_DIRECTORY,
        CREATE,
        WRITE,
        SYNC,
        SEAL,
        RENAME,
        LINK,
        SYNC_DIRECTORY,
        DELETE
    }

    /** Called before each step; throwing makes it fail. */
    void before(Step step, Path path) throws IOException {}

    /**
     * Makes a directory, mode 0755, and those above it, durably. One that is there stays; a link to one counts as one.
     */
    final void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        makeDirectory(directory, PUBLIC_DIRECTORY);
    }

    /**
     * Makes one directory durably, or completes one that a killed run made. A link to one is refused: we write below
     * it.
     */
    final void createDirectory(Path directory, Set<PosixFilePermission> mode) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            makeDirectory(directory, mode);
        } else if (!Files.getPosixFilePermissions(directory).containsAll(mode)) {
            setMode(directory, mode);
        }
    }

    private void makeDirectory(Path directory, Set<PosixFilePermission> mode) throws IOException {
        before(Step.CREATE_DIRECTORY, directory);
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mode));
            if (!Files.getPosixFilePermissions(directory).equals(mode)) {
                setMode(directory, mode); // a strict umask took bits away
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) { // else another run was faster
                throw new FileSystemException(null, null, directory + " has to be a directory, and is something else");
            }
        }
        syncDirectoryOf(directory);
    }

    private void setMode(Path file, Set<PosixFilePermission> mode) throws IOException {
        before(Step.SEAL, file);
        Files.setPosixFilePermissions(file, mode);
    }

    /** A new file for writing, mode 0600; a leftover of the name goes first, whatever it is. */
    final FileChannel create(Path file) throws IOException {
        delete(file);
        return createNew(file);
    }

    /** A new file for writing, mode 0600, where there is none yet. */
    final FileChannel createNew(Path file) throws IOException {
        before(Step.CREATE, file);
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
    }

    /**
     * A file for reading and writing, made with mode 0600 if it is not there. What is not a regular file with one name, or
     * belongs to another user, is nothing of ours, and goes first.
     */
    final FileChannel open(Path file) throws IOException {
        if (isOurs(file)) {
            Files.setPosixFilePermissions(file, PRIVATE_FILE); // it may have been sealed already
        } else {
            delete(file);
        }
        before(Step.CREATE, file);
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
    }

    private static boolean isOurs(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS))
                && !Rights.of(file).belongsToOthers();
    }

    final void write(FileChannel channel, Path file, ByteBuffer bytes) throws IOException {
        try {
            before(Step.WRITE, file);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw naming(file, e);
        }
    }

    /** Throws away what a file holds from {@code size} on. */
    final void truncate(FileChannel channel, Path file, long size) throws IOException {
        try {
            before(Step.WRITE, file);
            channel.truncate(size).position(size);
        } catch (IOException e) {
            throw naming(file, e);
        }
    }

    /** The JDK names no file when a channel fails. */
    private static IOException naming(Path file, IOException e) {
        if (e instanceof FileSystemException || e.getMessage() == null) {
            return e;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    /** Gives a finished file its mode, and makes both durable. */
    final void seal(FileChannel channel, Path file, Set<PosixFilePermission> mode) throws IOException {
        setMode(file, mode);
        sync(channel, file);
    }

    /** Makes durable what a file holds, while it is written: an optimization, and no step that the order relies on. */
    final void syncSoFar(FileChannel channel, Path file) throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw naming(file, e);
        }
    }

    /** Makes what a file holds durable, and its name: it may be another program's work. */
    final void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            sync(channel, file);
        }
        syncDirectoryOf(file);
    }

    private void sync(FileChannel channel, Path file) throws IOException {
        try {
            before(Step.SYNC, file);
            channel.force(true);
        } catch (IOException e) {
            throw naming(file, e);
        }
    }

    /** Puts a sealed file in its place, over what is there, durably. */
    final void rename(Path from, Path to) throws IOException {
        before(Step.RENAME, to);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectoryOf(to);
    }

    /** Gives a file another name as well; what is no file, and could not be replaced, only gets the other name. */
    final void keep(Path file, Path other) throws IOException {
        delete(other);
        before(Step.LINK, other);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createLink(other, file);
        } else {
            Files.move(file, other, StandardCopyOption.ATOMIC_MOVE);
        }
        syncDirectoryOf(other);
    }

    /** Replaces a small file's content, by way of {@code temporary} on the same file system. */
    final void replace(Path file, Path temporary, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        try (FileChannel channel = create(temporary)) {
            write(channel, temporary, ByteBuffer.wrap(content));
            seal(channel, temporary, mode);
        }
        rename(temporary, file);
    }

    /**
     * Points a symbolic link at {@code target}, by way of {@code temporary} on the same file system: it never dangles.
     */
    final void relink(Path link, Path temporary, Path target) throws IOException {
        delete(temporary);
        before(Step.LINK, temporary);
        Files.createSymbolicLink(temporary, target);
        rename(temporary, link);
    }

    /**
     * Deletes a file or a link if it is there. Not made durable: what is deleted may come back, and is deleted again.
     */
    final void delete(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        before(Step.DELETE, file);
        Files.deleteIfExists(file);
    }

    /** Makes a new name durable. */
    final void syncDirectoryOf(Path file) throws IOException {
        syncDirectory(parent(file));
    }

    private void syncDirectory(Path directory) throws IOException {
        before(Step.SYNC_DIRECTORY, directory);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw naming(directory, e);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a file has a parent: " + file);
        }
        return parent;
    }
}
