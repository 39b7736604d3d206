package tako.store;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says where nothing more can be written, and what an administrator has to know then. */
final class FullDisk {
    /** ENOSPC: no blocks are free, or no inodes. */
    static final String NO_SPACE = "No space left on device";

    /** EDQUOT: what is free is not for this user. */
    static final String NO_QUOTA = "Disk quota exceeded";

    /** With so many bytes free a small file fails for another reason: some file systems keep the last blocks back. */
    private static final long A_FEW_BLOCKS = 64 << 10;

    private FullDisk() {}

    static boolean isMeantBy(FileSystemException e) {
        return NO_SPACE.equals(e.getReason()) || NO_QUOTA.equals(e.getReason());
    }

    /** The reason with its numbers, as of now. */
    static String described(FileSystemException e) {
        Path there = existing(Path.of(e.getFile()));
        long free = there.toFile().getUsableSpace();
        String numbers = e.getReason() + ", " + free + " bytes are free at " + there;
        if (NO_QUOTA.equals(e.getReason())) {
            return numbers + "; ask for more, or remove something that counts";
        }
        return free < A_FEW_BLOCKS ? numbers + "; make room" : numbers + ", so it may have no inodes left ('df -i')";
    }

    /** A file that could not be made has no file system yet. */
    private static Path existing(Path file) {
        Path at = file;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
