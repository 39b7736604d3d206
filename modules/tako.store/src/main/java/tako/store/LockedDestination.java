package tako.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tako.crypto.Digest;

/**
 * A destination that this process alone changes, until it is closed. The order of things on the disk makes every state
 * that a crash can leave a good one: an image is complete before the manifest names it, and the manifest before {@code
 * latest} points at it; each is fsynced before the next begins.
 */
public final class LockedDestination implements AutoCloseable {
    /** Left free for everybody else when an image is downloaded: logs, and the state that Tako itself writes. */
    private static final long RESERVE = 16 << 20;

    private final Destination destination;
    private final Layout layout;
    private final Disk disk;
    private final FileLock lock;
    private final Stamps stamps;
    private final InstalledVersions versions;
    private final KnownValidators validators;
    private final Retention retention;

    LockedDestination(Destination destination, Layout layout, Disk disk, FileLock lock) {
        this.destination = destination;
        this.layout = layout;
        this.disk = disk;
        this.lock = lock;
        this.stamps = new Stamps(layout, disk);
        this.versions = new InstalledVersions(layout, disk);
        this.validators = new KnownValidators(layout, disk);
        this.retention = new Retention(layout, disk);
    }

    /** Deletes what killed runs left on its way. */
    void cleanUp() throws StoreException {
        try {
            retention.removeTemporary();
        } catch (IOException e) {
            throw new StoreException("cannot clean up " + layout.temporary() + ", nothing was changed", e);
        }
    }

    /** The same place for reading. */
    public Destination destination() {
        return destination;
    }

    /** What the store has of an image. */
    public enum Holding {
        /** Unchanged since it was last hashed, or hashed anew just now. */
        INTACT,
        /** Something of its name that has other bytes. */
        DAMAGED,
        MISSING
    }

    /**
     * Whether an image is here and was not touched since it was last hashed. Reads none of its bytes.
     *
     * @throws StoreException if that cannot be told
     */
    public boolean isStamped(Entry entry) throws StoreException {
        StoredImage image = new StoredImage(layout.image(entry.digest()));
        try {
            return image.hasSize(entry.size()) && image.isOurs() && stamps.hold(entry.digest(), image.stamp());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new StoreException("cannot check " + image.file(), e);
        }
    }

    /**
     * Looks for an image, and hashes it if it was touched since that was last done.
     *
     * @throws StoreException if it cannot be read
     */
    public Holding holding(Entry entry) throws StoreException {
        StoredImage image = new StoredImage(layout.image(entry.digest()));
        try {
            if (!image.hasSize(entry.size()) || !image.isOurs()) {
                return Holding.DAMAGED;
            }
            String stamp = image.stamp();
            if (stamps.hold(entry.digest(), stamp)) {
                return Holding.INTACT;
            }
            if (!image.matches(entry)) {
                return Holding.DAMAGED;
            }
            disk.sync(image.file()); // somebody may have put it here, or a run was killed before it could
            stamps.note(entry.digest(), stamp);
            return Holding.INTACT;
        } catch (NoSuchFileException e) {
            return Holding.MISSING;
        } catch (IOException e) {
            throw new StoreException("cannot check " + image.file(), e);
        }
    }

    /**
     * The image's download, as far as an earlier run came. What is there is hashed, not trusted.
     *
     * @throws StoreException if it cannot be opened
     */
    public PartialImage partial(Entry entry) throws StoreException {
        return PartialImage.open(this, layout, disk, entry);
    }

    /**
     * Sees to the free space before a download. Where it lacks, what would go after an update goes now: downloads that
     * were given up, then images that are not kept, the oldest first.
     *
     * @param wanted the image that is to be downloaded
     * @param bytes what is still missing of it
     * @param keep how many images to keep, with this one; 0 for all
     * @param removed told each image that goes
     * @throws StoreException with the numbers, if there is still too little
     */
    public void makeRoom(Entry wanted, long bytes, int keep, Consumer<Path> removed) throws StoreException {
        try {
            if (lacks(bytes)) {
                retention.removePartials(Optional.of(wanted.digest()));
            }
            for (Digest old : keep == 0 ? List.<Digest>of() : retention.oldImages(needed(), keep - 1)) {
                if (lacks(bytes)) {
                    retention.removeImage(old);
                    removed.accept(layout.image(old));
                }
            }
        } catch (IOException e) {
            throw new StoreException("cannot make room in " + layout.root(), e);
        }
        if (lacks(bytes)) {
            throw new StoreException(
                    "not enough space at " + layout.root() + ": " + bytes + " bytes are to be downloaded and " + RESERVE
                            + " kept free, but only " + free() + " are free; make room there");
        }
    }

    private boolean lacks(long bytes) {
        return free() - RESERVE < bytes;
    }

    private long free() {
        return layout.root().toFile().getUsableSpace();
    }

    /** Notes that an image is whole that was put into the store just now. */
    void stamp(Digest digest) throws IOException {
        stamps.note(digest, new StoredImage(layout.image(digest)).stamp());
    }

    /**
     * Replaces the local manifest.
     *
     * @throws StoreException if that fails; the old one is still there then
     */
    public void save(Manifest manifest) throws StoreException {
        write(manifest, layout.manifest());
    }

    /**
     * Keeps a manifest that contradicts the local one, as proof.
     *
     * @return where it lies now
     */
    public Path saveForked(Manifest manifest) throws StoreException {
        write(manifest, layout.forked());
        return layout.forked();
    }

    private void write(Manifest manifest, Path file) throws StoreException {
        try {
            disk.replace(file, layout.temporary().resolve("manifest"), manifest.bytes(), Disk.SEALED_FILE);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
    }

    /**
     * Keeps a local manifest that cannot be verified for the administrator to look at, before another takes its place.
     *
     * @return where it lies now
     * @throws StoreException if that fails
     */
    public Path setManifestAside() throws StoreException {
        try {
            disk.keep(layout.manifest(), layout.setAside());
            return layout.setAside();
        } catch (IOException e) {
            throw new StoreException("cannot move " + layout.manifest() + " to " + layout.setAside(), e);
        }
    }

    /**
     * The validators that origins gave for exactly the local copy, by the origin's URL; none for any other manifest. What
     * an origin answers to them counts only if {@link LocalCopy#manifest} is verified.
     *
     * @throws StoreException if they cannot be read
     */
    public Map<String, Validator> validators(LocalCopy copy) throws StoreException {
        return copy.signature().isPresent() ? validators.of(copy.signature().get()) : Map.of();
    }

    /** Keeps the validators that origins gave for this manifest, by the origin's URL. */
    public void saveValidators(Manifest manifest, Map<String, Validator> received) throws StoreException {
        validators.note(manifest, received);
    }

    /**
     * The version that an image was installed as, if it was installed by this program: an image may be published under
     * several versions, so its digest alone does not tell.
     */
    public Optional<Version> installedAs(Digest digest) throws StoreException {
        return versions.of(digest);
    }

    /** The version that was installed last, whether {@code latest} still points at it or not. */
    public Optional<Version> lastInstalled() throws StoreException {
        return versions.last();
    }

    /**
     * Points {@code latest} at an image that {@link #holding} said is here, and {@code previous} at the one before.
     *
     * @throws StoreException if that fails; {@code latest} points at the old image or the new one then, never at
     *     nothing
     */
    public void activate(Entry entry) throws StoreException {
        Optional<Digest> old = destination.latest();
        destination.previous(); // one that is not ours is left alone
        versions.note(entry, old);
        try {
            if (old.isPresent() && !old.get().equals(entry.digest())) {
                link(layout.previous(), old.get());
            }
            link(layout.latest(), entry.digest());
        } catch (IOException e) {
            throw new StoreException("cannot point " + layout.latest() + " durably at version " + entry.version(), e);
        }
    }

    /**
     * Points {@code latest} back at the image that was there before; {@code previous} stays.
     *
     * @throws StoreException if that fails; {@code latest} points at one of the two then
     */
    public void goBack(Entry entry) throws StoreException {
        versions.note(entry, Optional.empty());
        try {
            link(layout.latest(), entry.digest());
        } catch (IOException e) {
            throw new StoreException(
                    "cannot point " + layout.latest() + " durably back at version " + entry.version(), e);
        }
    }

    /**
     * Notes that the image that {@code latest} points at counts as another version from now on.
     *
     * @throws StoreException if that fails
     */
    public void relabel(Entry entry) throws StoreException {
        versions.note(entry, destination.previous());
    }

    private void link(Path link, Digest digest) throws IOException {
        disk.relink(link, layout.temporary().resolve("link"), layout.linkTarget(digest));
    }

    /**
     * Removes all but the newest images, and downloads that were given up. {@code latest} and {@code previous} stay,
     * and what an activation that is not over goes back to.
     *
     * @param keep how many images to keep; 0 for all
     * @return the digests of the images that went
     */
    public List<Digest> removeOldImages(int keep) throws StoreException {
        try {
            retention.removePartials(Optional.empty());
            List<Digest> old = keep == 0 ? List.of() : retention.oldImages(needed(), keep);
            for (Digest digest : old) {
                retention.removeImage(digest);
            }
            return old;
        } catch (IOException e) {
            throw new StoreException("cannot remove old images from " + layout.store(), e);
        }
    }

    private Set<Digest> needed() throws StoreException {
        Set<Digest> needed = new HashSet<>();
        destination.latest().ifPresent(needed::add);
        destination.previous().ifPresent(needed::add);
        Optional<ActivationRecord> pending = journal().pending();
        pending.ifPresent(record -> needed.add(record.to().digest()));
        pending.flatMap(ActivationRecord::from).ifPresent(entry -> needed.add(entry.digest()));
        return needed;
    }

    /** What is remembered of activations here. */
    public ActivationJournal journal() {
        return new ActivationJournal(layout, disk);
    }

    /**
     * Takes the right to restart units for this destination, which outlasts this lock: it is held while waiting for
     * systemd, so that no other run finishes what is not abandoned.
     *
     * @return empty if another run that is alive has it
     * @throws StoreException if that cannot be told
     */
    public Optional<FileLock> tryActivating() throws StoreException {
        try {
            return FileLock.tryAcquire(disk, layout.activating());
        } catch (IOException e) {
            throw new StoreException("cannot lock " + layout.activating(), e);
        }
    }

    /** Lets the next run in. */
    @Override
    public void close() {
        lock.close();
    }
}
