package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.Digest;
import tako.crypto.SecretKey;

class OriginDirectoryTest {
    @TempDir
    Path directory;

    private SecretKey key;
    private Path root;

    @BeforeEach
    void makeKey() {
        key = SecretKey.generate(new SecureRandom());
        root = directory.resolve("an origin");
    }

    @AfterEach
    void forgetKey() {
        key.close();
    }

    private OriginDirectory.Published publish(OriginDirectory origin, String version, String image) throws Exception {
        Path file = Files.writeString(directory.resolve("image"), image);
        return origin.publish(file, Version.parse(version), key, Duration.ZERO, waiting -> {}, bytes -> {});
    }

    private List<Entry> entries() throws Exception {
        return switch (new ManifestFile(root.resolve("manifest")).read(List.of(key.publicKey()), 1 << 20)) {
            case LocalManifest.Verified(Manifest manifest) -> manifest.entries();
            case LocalManifest.Absent() -> List.of();
            case LocalManifest.Unverifiable(String reason) -> throw new AssertionError(reason);
        };
    }

    private Path stored(String image) {
        return root.resolve("store").resolve(Digest.of(image.getBytes(US_ASCII)).toString());
    }

    @Test
    void holdsWhatWasPublishedReadOnlyAndNothingElse() throws Exception {
        publish(OriginDirectory.at(root), "1.1", "two");
        publish(OriginDirectory.at(root), "1.0", "one");

        assertThat(entries()).extracting(entry -> entry.version().toString()).containsExactly("1.0", "1.1");
        assertThat(stored("one")).hasContent("one");
        for (Path file : List.of(stored("one"), stored("two"), root.resolve("manifest"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("r--r--r--");
        }
        assertThat(root.resolve("store").toFile().list()).hasSize(2);
    }

    @Test
    void publishingTheSameAgainChangesNothing() throws Exception {
        publish(OriginDirectory.at(root), "1.0", "one");
        byte[] before = Files.readAllBytes(root.resolve("manifest"));

        assertThat(publish(OriginDirectory.at(root), "1-0", "one"))
                .isInstanceOf(OriginDirectory.Published.Unchanged.class);

        assertThat(root.resolve("manifest")).hasBinaryContent(before);
    }

    @Test
    void refusesAnotherImageForAPublishedVersion() throws Exception {
        publish(OriginDirectory.at(root), "1.0", "one");

        assertThatThrownBy(() -> publish(OriginDirectory.at(root), "1.0.0", "other"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 1.0 is in")
                .hasMessageContaining("take a higher one");

        assertThat(entries()).hasSize(1);
        assertThat(root.resolve("store").toFile().list()).hasSize(1);
    }

    @Test
    void refusesToExtendAManifestOfAnotherKey() throws Exception {
        publish(OriginDirectory.at(root), "1.0", "one");
        makeKeyOther();

        assertThatThrownBy(() -> publish(OriginDirectory.at(root), "1.1", "two"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be extended with this key");
    }

    private void makeKeyOther() {
        key.close();
        key = SecretKey.generate(new SecureRandom());
    }

    @Test
    void replacesADamagedFileInTheStoreInsteadOfTrustingItsName() throws Exception {
        publish(OriginDirectory.at(root), "1.0", "one");
        Path stored = stored("one");
        Files.delete(stored);
        Files.writeString(stored, "odd");

        publish(OriginDirectory.at(root), "1.1", "one");

        assertThat(stored).hasContent("one");
    }

    @Test
    void namesTheImageThatItCannotRead() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> OriginDirectory.at(root)
                        .publish(missing, Version.parse("1"), key, Duration.ZERO, waiting -> {}, bytes -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage("cannot read the image " + missing + ": no such file or directory");
    }

    @Test
    void aStopAtAnyStepLeavesAManifestWhoseImagesAreCompleteAndTheNextRunFinishes() throws Exception {
        publish(OriginDirectory.at(root), "1.0", "one");
        boolean finished = false;
        for (int step = 0; !finished; step++) {
            StoppingDisk disk = StoppingDisk.atStep(step);
            String version = "2." + step;
            String image = "image " + step;
            try {
                publish(new OriginDirectory(root, disk), version, image);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("stopped before");
            }
            finished = !disk.stopped();
            for (Entry entry : entries()) {
                assertThat(new StoredImage(root.resolve("store")
                                        .resolve(entry.digest().toString()))
                                .matches(entry))
                        .isTrue();
            }
            publish(OriginDirectory.at(root), version, image);
            assertThat(entries().getLast().version()).hasToString(version);
        }
        assertThat(root.resolve("store").toFile().list()).hasSize(entries().size());
    }
}
