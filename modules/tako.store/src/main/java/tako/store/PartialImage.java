package tako.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tako.crypto.Digest;

/**
 * An image while it is downloaded: a private file, hashed as it grows. It stays for the next run unless it is stored.
 */
public final class PartialImage implements AutoCloseable {
    private final LockedDestination destination;
    private final Disk disk;
    private final Entry entry;
    private final Path file;
    private final Path stored;
    private final StateFile source;
    private final FileChannel channel;
    private final BackgroundSha256 hashing = new BackgroundSha256();
    private long size;

    private PartialImage(
            LockedDestination destination, Layout layout, Disk disk, Entry entry, Path file, FileChannel channel) {
        this.destination = destination;
        this.disk = disk;
        this.entry = entry;
        this.file = file;
        this.channel = channel;
        this.stored = layout.image(entry.digest());
        this.source = new StateFile(
                disk,
                layout.partials().resolve(entry.digest() + ".source"),
                layout.temporary().resolve("source"));
    }

    static PartialImage open(LockedDestination destination, Layout layout, Disk disk, Entry entry)
            throws StoreException {
        Path file = layout.partials().resolve(entry.digest().toString());
        try {
            FileChannel channel = disk.open(file);
            PartialImage partial = new PartialImage(destination, layout, disk, entry, file, channel);
            try {
                partial.takeWhatIsThere();
                return partial;
            } catch (IOException | StoreException | RuntimeException e) {
                partial.hashing.close();
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException("cannot open the partial download " + file, e);
        }
    }

    private void takeWhatIsThere() throws IOException, StoreException {
        if (channel.size() > entry.size()) {
            restart();
            return;
        }
        hashing.addAll(Channels.newInputStream(channel), bytes -> size += bytes.remaining());
    }

    /** The bytes that are here. */
    public long size() {
        return size;
    }

    /** The bytes that are still missing. */
    public long missing() {
        return entry.size() - size;
    }

    /** Forgets what is here and begins at byte 0. */
    public void restart() throws StoreException {
        try {
            disk.truncate(channel, file, 0);
        } catch (IOException e) {
            throw failed(e);
        }
        hashing.restart();
        size = 0;
    }

    /**
     * What the origin with this URL said its file may be told apart by, when these bytes came from there.
     *
     * @throws StoreException if that cannot be read
     */
    public Optional<Validator> validatorFrom(String url) throws StoreException {
        try {
            List<String> lines = source.lines();
            return lines.size() == 2 && lines.getFirst().equals(url)
                    ? Optional.of(Validator.fromLine(lines.getLast()))
                    : Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Notes where the bytes to come are from. */
    public void comesFrom(String url, Validator validator) throws StoreException {
        try {
            source.write(url + "\n" + validator.line() + "\n");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Adds bytes at the end: hashes and writes them at the same time. They are the caller's again when it returns.
     * After a fault of the disk the hash is ahead of the file: all that is left to do is to {@link #restart} or to
     * close this.
     *
     * @param bytes with an array; written up to their limit, which is their position then
     * @throws StoreException if they are more than the manifest signs, of which none is written then, or if the disk is
     *     full
     */
    public void write(ByteBuffer bytes) throws StoreException {
        int length = bytes.remaining();
        if (length > missing()) {
            throw new StoreException("the image has more than the " + entry.size() + " bytes that the manifest signs");
        }
        hashing.add(bytes);
        try {
            disk.write(channel, file, bytes);
        } catch (IOException e) {
            StoreException failed = failed(e);
            if (file.toFile().getUsableSpace() < length) {
                restart(); // others need the space more than a download that cannot go on
            }
            throw failed;
        } finally {
            hashing.await();
        }
        size += length;
    }

    /**
     * Brings the complete image into the store, durably, if it is what the manifest signs.
     *
     * @return false if it is not; all of it is thrown away then
     * @throws StoreException if it is not complete, or cannot be stored
     */
    public boolean store() throws StoreException {
        if (missing() > 0) {
            throw new StoreException("the image ends after " + size + " of " + entry.size() + " bytes");
        }
        Digest digest = hashing.digest();
        if (!digest.equals(entry.digest())) {
            restart();
            return false;
        }
        try {
            disk.seal(channel, file, Disk.SEALED_FILE);
            disk.rename(file, stored);
            destination.stamp(digest);
            disk.delete(source.file());
            return true;
        } catch (IOException e) {
            throw new StoreException("cannot store " + stored, e);
        }
    }

    private StoreException failed(IOException e) {
        return new StoreException("cannot write " + file + " after " + size + " of " + entry.size() + " bytes", e);
    }

    @Override
    public void close() throws StoreException {
        hashing.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
