package tako.store;

import java.io.IOException;
import tako.crypto.Digest;

/** What images looked like when they were last hashed, so that an image is hashed again only when it was touched. */
record Stamps(Layout layout, Disk disk) {
    /** Whether the image's stamp is the one that was noted. */
    boolean hold(Digest digest, String stamp) throws IOException {
        return file(digest).lines().equals(stamp.lines().toList());
    }

    /** Notes the stamp of an image whose bytes are known to be right. */
    void note(Digest digest, String stamp) throws IOException {
        file(digest).write(stamp);
    }

    void forget(Digest digest) throws IOException {
        disk.delete(layout.stamp(digest));
    }

    private StateFile file(Digest digest) {
        return new StateFile(disk, layout.stamp(digest), layout.temporary().resolve("stamp"));
    }
}
