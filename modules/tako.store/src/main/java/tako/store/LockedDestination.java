package tako.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tako.crypto.CryptoException;
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

    LockedDestination(Destination destination, Layout layout, Disk disk, FileLock lock) {
        this.destination = destination;
        this.layout = layout;
        this.disk = disk;
        this.lock = lock;
    }

    /** Deletes what killed runs left on its way. */
    void cleanUp() throws StoreException {
        try {
            for (Path leftover : filesIn(layout.temporary())) {
                disk.delete(leftover);
            }
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
     * Looks for an image, and hashes it if it was touched since that was last done.
     *
     * @throws StoreException if it cannot be read
     */
    public Holding holding(Entry entry) throws StoreException {
        StoredImage image = new StoredImage(layout.image(entry.digest()));
        try {
            if (!image.hasSize(entry.size())) {
                return Holding.DAMAGED;
            }
            String stamp = image.stamp();
            if (stampFile(entry.digest()).lines().equals(stamp.lines().toList())) {
                return Holding.INTACT;
            }
            if (!image.matches(entry)) {
                return Holding.DAMAGED;
            }
            disk.sync(image.file()); // somebody may have put it here, or a run was killed before it could
            stampFile(entry.digest()).write(stamp);
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
     * Checks the free space before a download.
     *
     * @param bytes what is still to be written
     * @throws StoreException with the numbers, if there is less
     */
    public void requireSpace(long bytes) throws StoreException {
        long free = layout.root().toFile().getUsableSpace();
        if (free - RESERVE < bytes) {
            throw new StoreException(
                    "not enough space at " + layout.root() + ": " + bytes + " bytes are to be downloaded and " + RESERVE
                            + " kept free, but only " + free + " are free; make room there, nothing was changed");
        }
    }

    void stamp(Digest digest) throws IOException {
        stampFile(digest).write(new StoredImage(layout.image(digest)).stamp());
    }

    private StateFile stampFile(Digest digest) {
        return state(layout.stamps().resolve(digest.toString()));
    }

    private StateFile state(Path file) {
        return new StateFile(disk, file, layout.temporary().resolve("state"));
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
     * The validators that origins gave for exactly this manifest, by the origin's URL; none for any other.
     *
     * @throws StoreException if they cannot be read
     */
    public Map<String, Validator> validators(Manifest manifest) throws StoreException {
        try {
            List<String> lines = state(layout.validators()).lines();
            Map<String, Validator> validators = new LinkedHashMap<>();
            if (lines.isEmpty() || !lines.getFirst().equals(manifest.digest().toString())) {
                return validators;
            }
            for (String line : lines.subList(1, lines.size())) {
                int separator = line.indexOf('\t');
                if (separator > 0) {
                    validators.put(line.substring(0, separator), Validator.fromLine(line.substring(separator + 1)));
                }
            }
            return validators;
        } catch (IOException e) {
            throw new StoreException("cannot read " + layout.validators(), e);
        }
    }

    /** Keeps the validators that origins gave for this manifest, by the origin's URL. */
    public void saveValidators(Manifest manifest, Map<String, Validator> validators) throws StoreException {
        StringBuilder text = new StringBuilder().append(manifest.digest()).append('\n');
        validators.forEach((url, validator) ->
                text.append(url).append('\t').append(validator.line()).append('\n'));
        try {
            state(layout.validators()).write(text.toString());
        } catch (IOException e) {
            throw new StoreException("cannot write " + layout.validators(), e);
        }
    }

    /**
     * The version that an image was installed as, if it was installed by this program: an image may be published under
     * several versions, so its digest alone does not tell.
     */
    public Optional<Version> installedAs(Digest digest) throws StoreException {
        return installedVersion(digest + " ");
    }

    /** The version that was installed last, whether {@code latest} still points at it or not. */
    public Optional<Version> lastInstalled() throws StoreException {
        return installedVersion("");
    }

    private Optional<Version> installedVersion(String prefix) throws StoreException {
        try {
            for (String line : state(layout.installed()).lines()) {
                if (line.startsWith(prefix) && line.length() > Digest.TEXT_LENGTH) {
                    Optional<Version> version = version(line.substring(Digest.TEXT_LENGTH + 1));
                    if (version.isPresent()) {
                        return version;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException("cannot read " + layout.installed(), e);
        }
    }

    /** None for a line that was damaged: the manifest tells nearly as well. */
    private static Optional<Version> version(String text) {
        try {
            return Optional.of(Version.parse(text));
        } catch (StoreException e) {
            return Optional.empty();
        }
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
        try {
            state(layout.installed()).write(installedLines(entry, old));
            if (old.isPresent() && !old.get().equals(entry.digest())) {
                link(layout.previous(), old.get());
            }
            link(layout.latest(), entry.digest());
        } catch (IOException e) {
            throw new StoreException("cannot point " + layout.latest() + " at version " + entry.version(), e);
        }
    }

    /**
     * Points {@code latest} back at the image that was there before; {@code previous} stays.
     *
     * @throws StoreException if that fails; {@code latest} points at one of the two then
     */
    public void goBack(Entry entry) throws StoreException {
        try {
            state(layout.installed()).write(entry.digest() + " " + entry.version() + "\n");
            link(layout.latest(), entry.digest());
        } catch (IOException e) {
            throw new StoreException("cannot point " + layout.latest() + " back at version " + entry.version(), e);
        }
    }

    /**
     * Notes that the image that {@code latest} points at counts as another version from now on.
     *
     * @throws StoreException if that fails
     */
    public void relabel(Entry entry) throws StoreException {
        Optional<Digest> previous = destination.previous();
        try {
            state(layout.installed()).write(installedLines(entry, previous));
        } catch (IOException e) {
            throw new StoreException("cannot write " + layout.installed(), e);
        }
    }

    private String installedLines(Entry entry, Optional<Digest> old) throws StoreException {
        String line = entry.digest() + " " + entry.version() + "\n";
        if (old.isEmpty() || old.get().equals(entry.digest())) {
            return line;
        }
        Optional<Version> oldVersion = installedAs(old.get());
        return oldVersion.isEmpty() ? line : line + old.get() + " " + oldVersion.get() + "\n";
    }

    private void link(Path link, Digest digest) throws IOException {
        disk.relink(link, layout.temporary().resolve("link"), layout.linkTarget(digest));
    }

    /**
     * Removes all but the newest images, and downloads that were given up. {@code latest} and {@code previous} stay.
     *
     * @param keep how many images to keep; 0 for all
     * @return the digests of the images that went
     */
    public List<Digest> removeOldImages(int keep) throws StoreException {
        try {
            for (Path leftover : filesIn(layout.partials())) {
                disk.delete(leftover);
            }
            return keep == 0 ? List.of() : removeImages(keep);
        } catch (IOException e) {
            throw new StoreException("cannot remove old images from " + layout.store(), e);
        }
    }

    private List<Digest> removeImages(int keep) throws IOException, StoreException {
        List<Digest> linked = Stream.of(destination.latest(), destination.previous())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        List<Digest> others = new ArrayList<>(imagesByAge());
        others.removeAll(linked);
        int room = Math.max(0, keep - linked.size());
        List<Digest> old = others.subList(Math.min(room, others.size()), others.size());
        for (Digest digest : old) {
            disk.delete(layout.stamps().resolve(digest.toString()));
            disk.delete(layout.image(digest));
        }
        return List.copyOf(old);
    }

    /** The newest first. */
    private List<Digest> imagesByAge() throws IOException {
        List<Path> images = new ArrayList<>(filesIn(layout.store()));
        images.sort(Comparator.comparingLong((Path image) -> image.toFile().lastModified())
                .reversed());
        List<Digest> digests = new ArrayList<>();
        for (Path image : images) {
            digest(image).ifPresent(digests::add);
        }
        return digests;
    }

    /** None for a file that is not an image: it is nothing of ours, and stays. */
    private static Optional<Digest> digest(Path image) {
        try {
            return Optional.of(Digest.parse(image.getFileName().toString()));
        } catch (CryptoException e) {
            return Optional.empty();
        }
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
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
