package tako.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tako.crypto.Digest;

/** An image's file in a store, which is what its name says only once it was hashed. */
record StoredImage(Path file) {
    /** Whether it is a regular file (not a link to one) of that size. */
    boolean hasSize(long size) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile() && attributes.size() == size;
    }

    /** Whether nobody but root and this process's user can change it. */
    boolean isOurs() throws IOException {
        Rights rights = Rights.of(file);
        return !rights.belongsToOthers() && !rights.othersCanWrite();
    }

    /** Whether its bytes are the entry's. Reads all of it. */
    boolean matches(Entry entry) throws IOException {
        return hasSize(entry.size()) && digest().equals(entry.digest());
    }

    private Digest digest() throws IOException {
        try (BackgroundSha256 hashing = new BackgroundSha256();
                InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            hashing.addAll(in, _ -> {});
            return hashing.digest();
        }
    }

    /** Size, times and inode: none of them can stay as it is when the bytes change, short of setting the clock back. */
    String stamp() throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
        return attributes.get("size") + " " + nanoseconds(attributes, "lastModifiedTime") + " "
                + nanoseconds(attributes, "ctime") + " " + attributes.get("ino") + "\n";
    }

    /** As a number: a date takes a millisecond more of every run. */
    private static long nanoseconds(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : -1;
    }
}
