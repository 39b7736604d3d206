package tako.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import tako.crypto.PublicKey;

/** A manifest on the disk. */
record ManifestFile(Path file) {
    /** The JDK reads into memory of its own first, as much as is asked for at once: a second manifest otherwise. */
    private static final int PIECE = 64 << 10;

    /**
     * Reads and verifies it.
     *
     * @param maxSize no more than this many bytes are read
     * @throws StoreException if the file is there and cannot be read
     */
    LocalManifest read(List<PublicKey> keys, int maxSize) throws StoreException {
        return copy(keys, maxSize).manifest();
    }

    /** Reads it as {@link #read} does, to be verified later. */
    LocalCopy copy(List<PublicKey> keys, int maxSize) throws StoreException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new LocalCopy(new LocalManifest.Unverifiable("it is not a regular file"));
        }
        try (SeekableByteChannel in = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = bytes(in, maxSize + 1);
            return bytes.length > maxSize
                    ? new LocalCopy(new LocalManifest.Unverifiable("it is larger than " + maxSize + " bytes"))
                    : new LocalCopy(bytes, keys);
        } catch (NoSuchFileException e) {
            return new LocalCopy(new LocalManifest.Absent());
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    private static byte[] bytes(SeekableByteChannel in, int max) throws IOException {
        byte[] bytes = new byte[(int) Math.min(in.size(), max)];
        int length = 0;
        while (length < bytes.length) {
            int read = in.read(ByteBuffer.wrap(bytes, length, Math.min(PIECE, bytes.length - length)));
            if (read < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += read;
        }
        return bytes;
    }
}
