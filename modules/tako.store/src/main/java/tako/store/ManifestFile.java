package tako.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tako.crypto.PublicKey;

/** A manifest on the disk. */
record ManifestFile(Path file) {
    /**
     * Reads and verifies it.
     *
     * @param maxSize no more than this many bytes are read
     * @throws StoreException if the file is there and cannot be read
     */
    LocalManifest read(List<PublicKey> keys, int maxSize) throws StoreException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new LocalManifest.Unverifiable("it is not a regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(maxSize + 1);
        } catch (NoSuchFileException e) {
            return new LocalManifest.Absent();
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
        if (bytes.length > maxSize) {
            return new LocalManifest.Unverifiable("it is larger than " + maxSize + " bytes");
        }
        try {
            return new LocalManifest.Verified(Manifest.verify(bytes, keys));
        } catch (StoreException e) {
            return new LocalManifest.Unverifiable(StoreException.reason(e));
        }
    }
}
