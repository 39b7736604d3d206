package tako.store;

import java.io.IOException;
import java.util.Optional;
import tako.crypto.Digest;

/**
 * The versions that the images of {@code latest} and {@code previous} were installed as, in this order: an image may be
 * published under several, so its digest alone does not tell.
 */
final class InstalledVersions {
    private static final String ANY = "";

    private final StateFile file;

    InstalledVersions(Layout layout, Disk disk) {
        this.file = new StateFile(disk, layout.installed(), layout.temporary().resolve("installed"));
    }

    Optional<Version> of(Digest digest) throws StoreException {
        return first(digest + " ");
    }

    Optional<Version> last() throws StoreException {
        return first(ANY);
    }

    private Optional<Version> first(String prefix) throws StoreException {
        try {
            for (String line : file.lines()) {
                if (line.startsWith(prefix) && line.length() > Digest.TEXT_LENGTH) {
                    Optional<Version> version = version(line.substring(Digest.TEXT_LENGTH + 1));
                    if (version.isPresent()) {
                        return version;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException("cannot read " + file.file(), e);
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
     * Notes what {@code latest} and {@code previous} lead to from now on.
     *
     * @param previous an image that was noted before
     */
    void note(Entry latest, Optional<Digest> previous) throws StoreException {
        String lines = line(latest.digest(), latest.version());
        if (previous.isPresent() && !previous.get().equals(latest.digest())) {
            Optional<Version> version = of(previous.get());
            lines += version.isEmpty() ? "" : line(previous.get(), version.get());
        }
        try {
            file.write(lines);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file.file(), e);
        }
    }

    private static String line(Digest digest, Version version) {
        return digest + " " + version + "\n";
    }
}
