package tako.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tako.crypto.CryptoException;
import tako.crypto.Digest;

/** Removes what a destination keeps no longer. What is no file of ours stays. */
record Retention(Layout layout, Disk disk) {
    /** Deletes what killed runs left on its way. */
    void removeTemporary() throws IOException {
        for (Path leftover : filesIn(layout.temporary())) {
            disk.delete(leftover);
        }
    }

    /** Deletes the downloads that were given up: all but one that is still wanted. */
    void removePartials(Optional<Digest> wanted) throws IOException {
        for (Path partial : filesIn(layout.partials())) {
            String name = partial.getFileName().toString();
            if (wanted.isEmpty() || !name.startsWith(wanted.get().toString())) {
                disk.delete(partial);
            }
        }
    }

    /**
     * All but the newest images, the oldest first.
     *
     * @param needed the images that stay in any case
     * @param keep how many images stay, these included
     */
    List<Digest> oldImages(Set<Digest> needed, int keep) throws IOException {
        List<Digest> others = imagesByAge();
        others.removeAll(needed);
        int room = Math.max(0, keep - needed.size());
        return others.subList(Math.min(room, others.size()), others.size()).reversed();
    }

    void removeImage(Digest digest) throws IOException {
        disk.delete(layout.stamp(digest));
        disk.delete(layout.image(digest));
    }

    /** The newest first. */
    private List<Digest> imagesByAge() throws IOException {
        List<Path> images = new ArrayList<>(filesIn(layout.store()));
        images.sort((a, b) -> Long.compare(b.toFile().lastModified(), a.toFile().lastModified()));
        List<Digest> digests = new ArrayList<>();
        for (Path image : images) {
            digest(image).ifPresent(digests::add);
        }
        return digests;
    }

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
}
