package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.contentLength;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.followedBy;
import static tako.testing.Behaviour.shortenedTo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tako.testing.Behaviour;
import tako.testing.Content;

class DamageIT {
    private static final int SIZE = 100_000;

    /** One line of base64 at the end (formats.md). */
    private static final int SIGNATURE_LINE = 89;

    private static final String NOT_SIGNED =
            "/manifest: refused the manifest: it was signed with another key, or changed since it was signed";

    @TempDir
    Path parent;

    private Published published;
    private String image;
    private String before;

    /** 1.0.0 is installed, and there is an update. */
    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        image = published.publish("1.1.0", Published.longImage(SIZE));
        before = published.visible();
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void refusesAManifestWithOneChangedBit() throws Exception {
        for (int offset : List.of(0, 17, 100)) {
            published.origin().always("/manifest", flippedAt(offset));
            isRefused(NOT_SIGNED);
        }
        published.origin().always("/manifest");
        isRepaired();
    }

    @Test
    void refusesASignatureWithOneChangedBit() throws Exception {
        long size = Files.size(published.originDirectory().resolve("manifest"));
        for (int fromTheEnd : List.of(1, 2, 40, SIGNATURE_LINE, SIGNATURE_LINE + 1)) {
            published.origin().always("/manifest", flippedAt(size - fromTheEnd));
            isRefused("/manifest: refused the manifest: ");
        }
        published.origin().always("/manifest");
        isRepaired();
    }

    @Test
    void refusesATruncatedManifest() throws Exception {
        for (int length : List.of(0, 17, SIGNATURE_LINE, 200)) {
            published.origin().always("/manifest", shortenedTo(length));
            isRefused("/manifest: refused the manifest: ");
        }
        published.origin().always("/manifest");
        isRepaired();
    }

    @Test
    void refusesAManifestThatAnotherKeySigned() throws Exception {
        try (Published other = new Published(Files.createDirectory(parent.resolve("other")))) {
            String config =
                    published.config("app", published.origin().url(), other.publicKey(), published.destination());
            tako().run(config).exits(1).complains(NOT_SIGNED);
            assertThat(published.visible()).isEqualTo(before);
        }
        isRepaired();
    }

    @ParameterizedTest
    @MethodSource("damagedImages")
    void refusesADamagedImage(String message, List<Behaviour> damage) throws Exception {
        published.origin().always(image, damage.toArray(Behaviour[]::new));
        isRefused(image + ": " + message);
        published.origin().always(image);
        isRepaired();
    }

    static Stream<Arguments> damagedImages() {
        Content more = Content.of("more");
        String otherDigest = "refused the image, for its SHA-256 is not the one that the manifest signs";
        String signed = " bytes and the manifest signs " + SIZE;
        return Stream.of(
                arguments(otherDigest, List.of(flippedAt(0))),
                arguments(otherDigest, List.of(flippedAt(SIZE - 1))),
                arguments(otherDigest, List.of(chunked(), flippedAt(SIZE / 2))),
                arguments("refused the image, for it has 99999" + signed, List.of(shortenedTo(SIZE - 1))),
                arguments("refused the image, for it has 0" + signed, List.of(shortenedTo(0))),
                arguments("refused the image, for it has 100004" + signed, List.of(followedBy(more))),
                arguments("refused the image, for it has 99999" + signed, List.of(contentLength(SIZE - 1))),
                arguments("refused the image, for it has 100001" + signed, List.of(contentLength(SIZE + 1))),
                arguments(
                        "refused the image, for it has more than the " + SIZE + " bytes that the manifest signs",
                        List.of(followedBy(more), chunked())));
    }

    @Test
    void refusesATruncatedImageInADirectory() throws Exception {
        Path file = published.originDirectory().resolve(image.substring(1));
        byte[] intact = Files.readAllBytes(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        truncate(file, SIZE / 2);
        String url = published.originDirectory().toUri().toString();
        String config = published.config("app", url, published.publicKey(), published.destination());
        tako().run(config)
                .exits(1)
                .complains("refused the image, for it has " + SIZE / 2 + " bytes and the manifest signs " + SIZE);
        assertThat(published.visible()).isEqualTo(before);
        Files.write(file, intact);
        tako().run(config).exits(0).prints("app: updated 1.0.0 -> 1.1.0\n").saysNothingElse();
    }

    @Test
    void replacesAnInstalledImageThatWasDamagedHoweverWellItIsHidden() throws Exception {
        tako().run(published.config()).exits(0);
        Path file = published.installedFile();
        FileTime time = Files.getLastModifiedTime(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.write(~bytes.read());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        Files.setLastModifiedTime(file, time);
        isReplaced();
    }

    @Test
    void replacesAnInstalledImageThatWasTruncated() throws Exception {
        tako().run(published.config()).exits(0);
        Path file = published.installedFile();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        truncate(file, 0);
        isReplaced();
    }

    @Test
    void replacesAnInstalledImageThatWasRemoved() throws Exception {
        tako().run(published.config()).exits(0);
        Files.delete(published.installedFile());
        isReplaced();
        tako().run("--if-not-exists", published.config()).exits(0).prints("app: an image is installed\n");
    }

    @Test
    void goesOnWithoutALocalManifestThatWasDamaged() throws Exception {
        Path manifest = published.destination().resolve("manifest");
        Files.setPosixFilePermissions(manifest, PosixFilePermissions.fromString("rw-r--r--"));
        truncate(manifest, 100);
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .says(manifest + " could not be verified (it does not end in a signature line), so it is now "
                        + published.destination().resolve(".tako/manifest.set-aside"));
        assertThat(manifest).hasSameBinaryContentAs(published.originDirectory().resolve("manifest"));
        assertThat(published.destination().resolve(".tako/manifest.set-aside")).hasSize(100);
    }

    private void isRefused(String message) throws Exception {
        tako().run(published.config())
                .exits(1)
                .complains("app: not updated, latest is as it was: "
                        + published.origin().url() + message);
        assertThat(published.visible()).isEqualTo(before);
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }

    private void isRepaired() throws Exception {
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .saysNothingElse();
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }

    private void isReplaced() throws Exception {
        tako().run(published.config()).exits(0).prints("app: replaced the image of 1.1.0\n");
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
        tako().run(published.config())
                .exits(0)
                .prints("app: 1.1.0 is up to date\n")
                .saysNothingElse();
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }
}
