package tako.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tako.crypto.CryptoException;
import tako.crypto.Digest;
import tako.crypto.PublicKey;

/**
 * What a host keeps of one image (formats.md), as anybody may read it at any time: the verified manifest, complete
 * images, {@code latest} and {@code previous}. To change it takes the {@link #lock}.
 */
public final class Destination {
    /** How much the times of files may be behind: the kernel takes them when its clock ticks, 100 times a second or more. */
    public static final Duration CLOCK_TICK = Duration.ofMillis(10);

    private final Layout layout;
    private final Disk disk;
    private final SafePath path;

    Destination(Path root, Disk disk) {
        this.layout = new Layout(root);
        this.disk = disk;
        this.path = new SafePath(root);
    }

    /** The destination at an absolute path, which need not exist yet. */
    public static Destination at(Path root) {
        return new Destination(root, new Disk());
    }

    /** Its directory. */
    public Path root() {
        return layout.root();
    }

    /** The path that users of the image open. */
    public Path latestLink() {
        return layout.latest();
    }

    /** The local copy of the manifest, for messages. */
    public Path manifestFile() {
        return layout.manifest();
    }

    /**
     * When {@code latest} got its place, or up to {@link #CLOCK_TICK} later.
     *
     * @throws StoreException if it cannot be told
     */
    public Instant latestSince() throws StoreException {
        try {
            // Renaming sets ctime (stat(2)); mtime is from before the link was in its place.
            FileTime time = (FileTime) Files.getAttribute(layout.latest(), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return time.toInstant().plus(CLOCK_TICK);
        } catch (IOException e) {
            throw new StoreException("cannot look at " + layout.latest(), e);
        }
    }

    /** Whether an activation is noted that is not over: of a run that is at it, or of one that was killed. */
    public boolean isActivating() {
        return Files.exists(layout.activation(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Where the image lies, or will. */
    public Path image(Digest digest) {
        return layout.image(digest);
    }

    /**
     * The image that {@code latest} points at, if there is a {@code latest}; the image itself may be missing.
     *
     * @throws StoreException if it is anything but a link into the store
     */
    public Optional<Digest> latest() throws StoreException {
        return target(layout.latest());
    }

    /**
     * The image that was {@code latest} before.
     *
     * @throws StoreException if it is anything but a link into the store
     */
    public Optional<Digest> previous() throws StoreException {
        return target(layout.previous());
    }

    private Optional<Digest> target(Path link) throws StoreException {
        try {
            Path target = Files.readSymbolicLink(link);
            Optional<Digest> digest = imageName(target);
            if (digest.isEmpty() || !target.equals(layout.linkTarget(digest.get()))) {
                throw foreign(link, "leads to " + target);
            }
            return digest;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NotLinkException e) {
            throw foreign(link, "is not a link");
        } catch (IOException e) {
            throw new StoreException("cannot read " + link, e);
        }
    }

    private static Optional<Digest> imageName(Path target) {
        Path name = target.getFileName();
        try {
            return name == null ? Optional.empty() : Optional.of(Digest.parse(name.toString()));
        } catch (CryptoException e) {
            return Optional.empty();
        }
    }

    private static StoreException foreign(Path link, String what) {
        return new StoreException(link + " " + what + ", so Tako did not make it and leaves it alone; move it away");
    }

    /**
     * The local copy of the manifest.
     *
     * @param maxSize the most bytes to read
     * @throws StoreException if it is there and cannot be read
     */
    public LocalManifest manifest(List<PublicKey> keys, int maxSize) throws StoreException {
        return new ManifestFile(layout.manifest()).read(keys, maxSize);
    }

    /**
     * The same, read at once but verified while the caller does something else.
     *
     * @param maxSize the most bytes to read
     * @throws StoreException if it is there and cannot be read
     */
    public LocalCopy localCopy(List<PublicKey> keys, int maxSize) throws StoreException {
        LocalCopy copy = new ManifestFile(layout.manifest()).copy(keys, maxSize);
        copy.begin();
        return copy;
    }

    /**
     * The validator that an origin gave last, as found without the lock and for whatever manifest: to ask the origin
     * early. The answer is good for as long as {@link LockedDestination#validators} has the same one. For any thread,
     * also while another one or another process has the lock.
     *
     * @param origin the origin's URL
     * @throws StoreException if it cannot be read, or if other users could have changed it
     */
    public Optional<Validator> lastValidator(String origin) throws StoreException {
        requireSafe(List.of(layout.state()));
        return new KnownValidators(layout, disk).last(origin);
    }

    /**
     * Whether {@code latest} points at an image that is in the store, whole by its size, and in the verified local
     * manifest. Needs no lock, and hashes nothing.
     *
     * @throws StoreException if that cannot be read, or if other users could have changed it
     */
    public boolean isProvisioned(List<PublicKey> keys, int maxSize) throws StoreException {
        requireSafe(List.of(layout.store()));
        Optional<Digest> latest = latest();
        if (latest.isEmpty() || !(manifest(keys, maxSize) instanceof LocalManifest.Verified(Manifest manifest))) {
            return false;
        }
        List<Entry> entries = manifest.find(latest.get());
        StoredImage image = new StoredImage(layout.image(latest.get()));
        try {
            return !entries.isEmpty() && image.hasSize(entries.getFirst().size()) && image.isOurs();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new StoreException("cannot look at " + layout.image(latest.get()), e);
        }
    }

    /** Anything that stands there by another user's doing is not to be trusted, nor is it to be changed. */
    private void requireSafe(List<Path> inside) throws StoreException {
        try {
            path.check();
            for (Path directory : inside) {
                path.checkInside(directory);
            }
        } catch (IOException e) {
            throw new StoreException("cannot tell who can write to " + layout.root(), e);
        }
    }

    /** The directory that this one is to be in, if it is missing: it is made, but what is not mounted looks the same. */
    public Optional<Path> missingParent() {
        return Optional.ofNullable(layout.root().getParent()).filter(parent -> !Files.exists(parent));
    }

    /**
     * Takes the exclusive lock, making the directory first if it is missing, and cleans up what killed runs left.
     *
     * @param limit how long to wait for another run at most
     * @param waiting told once whom it waits for, if it has to
     * @throws StoreException if it cannot be had, or if other users can write to it or to a directory above it
     */
    public LockedDestination lock(Duration limit, Consumer<String> waiting) throws StoreException {
        List<Path> own =
                List.of(layout.store(), layout.state(), layout.temporary(), layout.partials(), layout.stamps());
        requireSafe(own);
        try {
            disk.createDirectories(layout.root());
            for (Path directory : own) {
                boolean open = directory.equals(layout.store());
                disk.createDirectory(directory, open ? Disk.PUBLIC_DIRECTORY : Disk.PRIVATE_DIRECTORY);
            }
        } catch (IOException e) {
            throw new StoreException("cannot make the destination " + layout.root(), e);
        }
        requireSafe(own); // where others can write above, one of them may have been faster
        LockedDestination locked = new LockedDestination(this, layout, disk, acquire(limit, waiting));
        try {
            locked.cleanUp();
            return locked;
        } catch (StoreException | RuntimeException e) {
            locked.close();
            throw e;
        }
    }

    private FileLock acquire(Duration limit, Consumer<String> waiting) throws StoreException {
        try {
            return FileLock.acquire(disk, layout.lock(), limit, waiting);
        } catch (IOException e) {
            throw new StoreException("cannot lock " + layout.root() + ", nothing was changed", e);
        }
    }
}
