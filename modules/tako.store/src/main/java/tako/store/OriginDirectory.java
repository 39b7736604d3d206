package tako.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import tako.crypto.SecretKey;

/**
 * A publisher's directory, for any static web server: {@code manifest} and {@code store/}. Whatever time the program is
 * killed, the manifest names only images that are complete.
 */
public final class OriginDirectory {
    private final Layout layout;
    private final Disk disk;

    OriginDirectory(Path root, Disk disk) {
        this.layout = new Layout(root);
        this.disk = disk;
    }

    /** The origin at this path, which is made if it is missing. */
    public static OriginDirectory at(Path root) {
        return new OriginDirectory(root.toAbsolutePath(), new Disk());
    }

    /** What publishing did. */
    public sealed interface Published {
        /** The manifest has a new entry. */
        record Added(Entry entry) implements Published {}

        /** The version was there already, with this image. */
        record Unchanged(Entry entry) implements Published {}
    }

    /**
     * Signs an image into the origin: one pass that hashes and copies, the image durable before the manifest.
     *
     * @param image any readable file
     * @param key signs the manifest; the one that is there must be signed by it too
     * @param limit how long to wait for another publisher at most
     * @param waiting told once whom it waits for, if it has to
     * @param progress told the bytes done so far, from time to time
     * @throws StoreException if the version has another image already, or anything fails; the manifest is as it was
     *     then
     */
    public Published publish(
            Path image, Version version, SecretKey key, Duration limit, Consumer<String> waiting, LongConsumer progress)
            throws StoreException {
        try (InputStream in = open(image)) {
            disk.createDirectories(layout.root());
            disk.createDirectory(layout.store(), Disk.PUBLIC_DIRECTORY);
            try (FileLock _ = FileLock.acquire(disk, lockFile(), limit, waiting)) {
                return publishLocked(in, version, key, progress);
            }
        } catch (IOException e) {
            throw new StoreException(
                    "cannot publish " + image + " in " + layout.root() + ", its manifest is as it was", e);
        }
    }

    private static InputStream open(Path image) throws StoreException {
        if (Files.isDirectory(image)) {
            throw new StoreException(image + " is a directory; an image is one file");
        }
        try {
            return Files.newInputStream(image);
        } catch (IOException e) {
            throw new StoreException("cannot read the image " + image, e);
        }
    }

    private Published publishLocked(InputStream image, Version version, SecretKey key, LongConsumer progress)
            throws IOException, StoreException {
        List<Entry> entries = entries(key);
        Entry entry = received(image, version, progress);
        Optional<Entry> there =
                entries.stream().filter(e -> e.version().equals(version)).findFirst();
        if (there.isPresent() && !there.get().digest().equals(entry.digest())) {
            disk.delete(incoming());
            throw new StoreException("version " + there.get().version() + " is in " + layout.manifest()
                    + " already, with another image; a published version never changes, take a higher one");
        }
        moveToStore(entry);
        if (there.isPresent()) {
            return new Published.Unchanged(there.get());
        }
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        byte[] manifest = Manifest.sign(more, key).bytes();
        if (manifest.length > Manifest.DEFAULT_MAX_SIZE) {
            throw new StoreException("the manifest would have " + manifest.length + " bytes, more than the "
                    + Manifest.DEFAULT_MAX_SIZE + " that are read by default; begin a new origin");
        }
        disk.replace(layout.manifest(), hidden(".manifest.new"), manifest, Disk.SEALED_FILE);
        return new Published.Added(entry);
    }

    private List<Entry> entries(SecretKey key) throws StoreException {
        return switch (new ManifestFile(layout.manifest()).read(List.of(key.publicKey()), Manifest.DEFAULT_MAX_SIZE)) {
            case LocalManifest.Absent() -> List.of();
            case LocalManifest.Verified(Manifest manifest) -> manifest.entries();
            case LocalManifest.Unverifiable(String reason) ->
                throw new StoreException(
                        "the manifest " + layout.manifest() + " cannot be extended with this key: " + reason);
        };
    }

    private Entry received(InputStream image, Version version, LongConsumer progress) throws IOException {
        try {
            return copy(image, version, progress);
        } catch (IOException e) {
            disk.delete(incoming()); // it would fill the disk, and is for nobody to see
            throw e;
        }
    }

    private Entry copy(InputStream image, Version version, LongConsumer progress) throws IOException {
        try (FileChannel channel = disk.create(incoming());
                EarlySync early = new EarlySync(() -> disk.syncSoFar(channel, incoming()));
                BackgroundSha256 hashing = new BackgroundSha256()) {
            hashing.addAll(image, bytes -> {
                disk.write(channel, incoming(), bytes);
                early.reached(channel.position());
                progress.accept(channel.position());
            });
            early.await();
            disk.seal(channel, incoming(), Disk.SEALED_FILE);
            return new Entry(version, channel.size(), hashing.digest());
        }
    }

    /** What lies in the store under that name already is verified, not trusted. */
    private void moveToStore(Entry entry) throws IOException {
        Path image = layout.image(entry.digest());
        if (Files.exists(image, LinkOption.NOFOLLOW_LINKS) && new StoredImage(image).matches(entry)) {
            disk.sync(image); // a run may have been killed before it could
            disk.delete(incoming());
            return;
        }
        disk.rename(incoming(), image);
    }

    private Path incoming() {
        return hidden(".incoming");
    }

    private Path lockFile() {
        return hidden(".lock");
    }

    private Path hidden(String name) {
        return layout.root().resolve(name);
    }
}
