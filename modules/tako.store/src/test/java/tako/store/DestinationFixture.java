package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.Digest;
import tako.crypto.PublicKey;
import tako.crypto.SecretKey;

/** A destination, and what installs images in it. */
abstract class DestinationFixture {
    @TempDir
    Path directory;

    SecretKey key;
    Path root;

    @BeforeEach
    void makeKey() {
        key = SecretKey.generate(new SecureRandom());
        root = directory.resolve("a destination");
    }

    @AfterEach
    void forgetKey() {
        key.close();
    }

    static Entry entry(String version, String image) throws StoreException {
        byte[] bytes = image.getBytes(US_ASCII);
        return new Entry(Version.parse(version), bytes.length, Digest.of(bytes));
    }

    LockedDestination lock() throws StoreException {
        return lock(new Disk());
    }

    LockedDestination lock(Disk disk) throws StoreException {
        return new Destination(root, disk).lock(Duration.ZERO, waiting -> {});
    }

    static void download(LockedDestination locked, Entry entry, String image) throws StoreException {
        try (PartialImage partial = locked.partial(entry)) {
            byte[] rest = image.substring((int) partial.size()).getBytes(US_ASCII);
            partial.write(ByteBuffer.wrap(rest));
            assertThat(partial.store()).isTrue();
        }
    }

    void install(Disk disk, String version, String image) throws StoreException {
        Entry entry = entry(version, image);
        try (LockedDestination locked = lock(disk)) {
            if (locked.holding(entry) != LockedDestination.Holding.INTACT) {
                download(locked, entry, image);
            }
            locked.save(Manifest.sign(List.of(entry), key));
            locked.activate(entry);
        }
    }

    List<PublicKey> keys() {
        return List.of(key.publicKey());
    }

    Path store(String image) {
        return root.resolve("store").resolve(Digest.of(image.getBytes(US_ASCII)).toString());
    }

    static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }
}
