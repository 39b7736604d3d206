package tako.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import tako.crypto.CryptoException;
import tako.crypto.SecretKey;

/** A secret key in a file of its own, which nobody but its owner is to read. */
public final class KeyFile {
    /** A key has 135 characters; more than this is no key, and is not read. */
    private static final int MAX_SIZE = 4096;

    private static final Set<PosixFilePermission> OPEN_TO_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;

    /** The file at this path. */
    public KeyFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the key.
     *
     * @throws StoreException if it cannot be read, or holds anything else
     */
    public SecretKey read() throws StoreException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (IOException e) {
            throw new StoreException("cannot read the secret key " + file, e);
        }
    }

    /**
     * Reads a key from a stream, to its end.
     *
     * @param name what to call the stream in messages
     * @throws StoreException if it holds anything else
     */
    public static SecretKey read(InputStream in, String name) throws StoreException {
        byte[] text = new byte[MAX_SIZE];
        try {
            int length = in.readNBytes(text, 0, MAX_SIZE);
            byte[] exact = Arrays.copyOf(text, length);
            try {
                return SecretKey.parse(exact);
            } finally {
                Arrays.fill(exact, (byte) 0);
            }
        } catch (IOException | CryptoException e) {
            throw new StoreException("cannot use the secret key in " + name, e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Whether users other than its owner may read or change it. */
    public boolean isOpenToOthers() throws StoreException {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OPEN_TO_OTHERS::contains);
        } catch (IOException e) {
            throw new StoreException("cannot look at the secret key " + file, e);
        }
    }

    /**
     * Writes the key to a new file, mode 0600, durably.
     *
     * @throws StoreException if that fails, or if the file is there already; it stays as it is then
     */
    public void write(SecretKey key) throws StoreException {
        Disk disk = new Disk();
        byte[] text = key.text();
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        try (FileChannel channel = disk.createNew(file)) {
            write(disk, channel, line);
        } catch (IOException e) {
            throw new StoreException("cannot write the secret key to " + file, e);
        } finally {
            Arrays.fill(text, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    /** Half a key is deleted: it would only stand in the way of the next attempt. */
    private void write(Disk disk, FileChannel channel, byte[] line) throws IOException {
        try {
            disk.write(channel, file, ByteBuffer.wrap(line));
            disk.seal(channel, file, Disk.PRIVATE_FILE);
            disk.syncDirectoryOf(file);
        } catch (IOException e) {
            disk.delete(file);
            throw e;
        }
    }
}
