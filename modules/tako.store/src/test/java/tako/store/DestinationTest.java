package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.Digest;
import tako.crypto.PublicKey;
import tako.crypto.SecretKey;

class DestinationTest {
    @TempDir
    Path directory;

    private SecretKey key;
    private Path root;

    @BeforeEach
    void makeKey() {
        key = SecretKey.generate(new SecureRandom());
        root = directory.resolve("a destination");
    }

    @AfterEach
    void forgetKey() {
        key.close();
    }

    private static Entry entry(String version, String image) throws StoreException {
        byte[] bytes = image.getBytes(US_ASCII);
        return new Entry(Version.parse(version), bytes.length, Digest.of(bytes));
    }

    private LockedDestination lock() throws StoreException {
        return lock(new Disk());
    }

    private LockedDestination lock(Disk disk) throws StoreException {
        return new Destination(root, disk).lock(Duration.ZERO, waiting -> {});
    }

    private static void download(LockedDestination locked, Entry entry, String image) throws StoreException {
        try (PartialImage partial = locked.partial(entry)) {
            byte[] rest = image.substring((int) partial.size()).getBytes(US_ASCII);
            partial.write(rest, rest.length);
            assertThat(partial.store()).isTrue();
        }
    }

    private void install(Disk disk, String version, String image) throws StoreException {
        Entry entry = entry(version, image);
        try (LockedDestination locked = lock(disk)) {
            if (locked.holding(entry) != LockedDestination.Holding.INTACT) {
                download(locked, entry, image);
            }
            locked.save(Manifest.sign(List.of(entry), key));
            locked.activate(entry);
        }
    }

    private List<PublicKey> keys() {
        return List.of(key.publicKey());
    }

    private Path store(String image) {
        return root.resolve("store").resolve(Digest.of(image.getBytes(US_ASCII)).toString());
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void holdsWhatWasInstalledInTheLayoutThatOthersRelyOn() throws Exception {
        install(new Disk(), "1.0", "one");
        install(new Disk(), "1.1", "two");

        assertThat(Files.readSymbolicLink(root.resolve("latest")))
                .isEqualTo(Path.of("store", Digest.of("two".getBytes(US_ASCII)).toString()));
        assertThat(root.resolve("latest")).hasContent("two");
        assertThat(root.resolve("previous")).hasContent("one");
        assertThat(mode(root)).isEqualTo("rwxr-xr-x");
        assertThat(mode(root.resolve("store"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(root.resolve(".tako"))).isEqualTo("rwx------");
        assertThat(mode(root.resolve("manifest"))).isEqualTo("r--r--r--");
        assertThat(mode(store("one"))).isEqualTo("r--r--r--");
    }

    @Test
    void isProvisionedOnlyWithAnImageThatTheVerifiedManifestNames() throws Exception {
        Destination destination = Destination.at(root);
        assertThat(destination.isProvisioned(keys(), 1 << 20)).isFalse();
        install(new Disk(), "1.0", "one");
        assertThat(destination.isProvisioned(keys(), 1 << 20)).isTrue();

        try (SecretKey other = SecretKey.generate(new SecureRandom())) {
            assertThat(destination.isProvisioned(List.of(other.publicKey()), 1 << 20))
                    .isFalse();
        }
        Files.delete(store("one"));
        assertThat(destination.isProvisioned(keys(), 1 << 20)).isFalse();
    }

    @Test
    void isProvisionedWhileAnotherRunHoldsTheLock() throws Exception {
        install(new Disk(), "1.0", "one");
        try (LockedDestination _ = lock()) {
            assertThat(Destination.at(root).isProvisioned(keys(), 1 << 20)).isTrue();
        }
    }

    @Test
    void aPartialDownloadGoesOnWhereItStopped() throws Exception {
        Entry entry = entry("1.0", "abcdef");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.comesFrom("http://a/", new Validator(Optional.of("\"x\""), Optional.empty()));
            partial.write("abc".getBytes(US_ASCII), 3);
        }
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            assertThat(partial.size()).isEqualTo(3);
            assertThat(partial.validatorFrom("http://a/"))
                    .contains(new Validator(Optional.of("\"x\""), Optional.empty()));
            assertThat(partial.validatorFrom("http://b/")).isEmpty();
            partial.write("def".getBytes(US_ASCII), 3);
            assertThat(partial.store()).isTrue();
            assertThat(locked.holding(entry)).isEqualTo(LockedDestination.Holding.INTACT);
        }
    }

    @Test
    void aPartialDownloadIsNotTrusted() throws Exception {
        Entry entry = entry("1.0", "abcdef");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.write("abc".getBytes(US_ASCII), 3);
        }
        Files.writeString(root.resolve(".tako/partial").resolve(entry.digest().toString()), "abX");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.write("def".getBytes(US_ASCII), 3);
            assertThat(partial.store()).isFalse();
            assertThat(partial.size()).isZero();
        }
        assertThat(store("abcdef")).doesNotExist();
    }

    @Test
    void takesNoByteMoreThanSigned() throws Exception {
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry("1.0", "abc"))) {
            partial.write("ab".getBytes(US_ASCII), 2);
            assertThatThrownBy(() -> partial.write("cd".getBytes(US_ASCII), 2))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("more than the 3 bytes");
            assertThat(partial.size()).isEqualTo(2);
        }
    }

    @Test
    void findsAnImageDamagedOnlyWhenItsStampChanged() throws Exception {
        install(new Disk(), "1.0", "one");
        Path image = store("one");
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-r--r--"));
        try (LockedDestination locked = lock()) {
            assertThat(locked.holding(entry("1.0", "one")))
                    .as("other times, same bytes")
                    .isEqualTo(LockedDestination.Holding.INTACT);
            Files.writeString(image, "odd");
            assertThat(locked.holding(entry("1.0", "one"))).isEqualTo(LockedDestination.Holding.DAMAGED);
            download(locked, entry("1.0", "one"), "one");
            assertThat(locked.holding(entry("1.0", "one"))).isEqualTo(LockedDestination.Holding.INTACT);
        }
        assertThat(root.resolve("latest")).hasContent("one");
    }

    @Test
    void keepsValidatorsForOneManifestAlone() throws Exception {
        Manifest one = Manifest.sign(List.of(entry("1.0", "one")), key);
        Manifest two = Manifest.sign(List.of(entry("1.0", "one"), entry("2.0", "two")), key);
        Map<String, Validator> validators = Map.of(
                "http://a/", new Validator(Optional.of("W/\"1\""), Optional.of("Mon, 01 Jan 2024 00:00:00 GMT")));
        try (LockedDestination locked = lock()) {
            locked.saveValidators(one, validators);
            assertThat(locked.validators(one)).isEqualTo(validators);
            assertThat(locked.validators(two)).isEmpty();
        }
    }

    @Test
    void remembersWhichVersionAnImageWasInstalledAs() throws Exception {
        install(new Disk(), "1.0", "one");
        install(new Disk(), "2.0", "two");
        try (LockedDestination locked = lock()) {
            assertThat(locked.installedAs(Digest.of("one".getBytes(US_ASCII)))).contains(Version.parse("1.0"));
            assertThat(locked.installedAs(Digest.of("two".getBytes(US_ASCII)))).contains(Version.parse("2.0"));
            assertThat(locked.installedAs(Digest.of("x".getBytes(US_ASCII)))).isEmpty();
        }
    }

    @Test
    void takesADamagedNoteOfVersionsForNone() throws Exception {
        install(new Disk(), "1.0", "one");
        Digest one = Digest.of("one".getBytes(US_ASCII));
        Files.writeString(root.resolve(".tako/installed"), one + " \n" + one + "\nnonsense\n\n");
        try (LockedDestination locked = lock()) {
            assertThat(locked.installedAs(one)).isEmpty();
            assertThat(locked.lastInstalled()).isEmpty();
        }
    }

    @Test
    void opensAStoreToReadersThatAKilledRunLeftClosed() throws Exception {
        install(new Disk(), "1.0", "one");
        Files.setPosixFilePermissions(root.resolve("store"), PosixFilePermissions.fromString("rwx------"));
        lock().close();
        assertThat(mode(root.resolve("store"))).isEqualTo("rwxr-xr-x");
    }

    @Test
    void letsGoOfTheLockWhenItCannotCleanUp() throws Exception {
        lock().close();
        Files.createFile(root.resolve(".tako/tmp/leftover"));
        assertThatThrownBy(() -> lock(StoppingDisk.atStep(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot clean up " + root.resolve(".tako/tmp"));
        lock().close();
        assertThat(root.resolve(".tako/tmp")).isEmptyDirectory();
    }

    @Test
    void keepsTheNewestImagesAndAlwaysTheLinkedOnes() throws Exception {
        for (int i = 1; i <= 5; i++) {
            install(new Disk(), "1." + i, "image " + i);
            Files.setLastModifiedTime(store("image " + i), FileTime.fromMillis(i * 1000L));
        }
        Files.writeString(root.resolve("store/README"), "not an image");
        install(new Disk(), "1.1", "image 1");
        try (LockedDestination locked = lock()) {
            assertThat(locked.removeOldImages(0)).isEmpty();
            assertThat(locked.removeOldImages(3)).hasSize(2);
            assertThat(store("image 1")).exists();
            assertThat(store("image 5")).exists();
            assertThat(store("image 4")).exists();
            assertThat(locked.removeOldImages(1)).hasSize(1);
        }
        assertThat(root.resolve("latest")).hasContent("image 1");
        assertThat(root.resolve("previous")).hasContent("image 5");
        assertThat(root.resolve("store/README")).exists();
    }

    @Test
    void waitsNoLongerThanAskedForALockAndNamesItsHolder() throws Exception {
        Destination destination = Destination.at(root);
        destination.lock(Duration.ZERO, waiting -> {}).close();
        Path program = Files.writeString(directory.resolve("Holder.java"), """
                void main(String[] arguments) throws Exception {
                    try (var file = new java.io.RandomAccessFile(arguments[0], "rw")) {
                        file.getChannel().lock();
                        file.setLength(0);
                        file.writeBytes(ProcessHandle.current().pid() + "\\n");
                        System.out.println("locked");
                        System.in.read();
                    }
                }
                """);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        program.toString(),
                        root.resolve(".tako/lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            StringBuilder said = new StringBuilder();
            assertThatThrownBy(() -> destination.lock(Duration.ofMillis(50), said::append))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("process " + holder.pid());
            assertThat(said).asString().contains("process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void leavesALinkAloneThatItDidNotMake() throws Exception {
        Files.createDirectories(root);
        Files.createSymbolicLink(root.resolve("latest"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> Destination.at(root).latest())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("move it away");
    }

    @Test
    void followsNoLinkPlantedWhereItWrites() throws Exception {
        install(new Disk(), "1.0", "one");
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Entry two = entry("2.0", "two");
        Files.createSymbolicLink(
                root.resolve(".tako/partial").resolve(two.digest().toString()), victim);
        try (LockedDestination locked = lock()) {
            download(locked, two, "two");
            Files.createSymbolicLink(root.resolve(".tako/tmp/manifest"), victim);
            locked.save(Manifest.sign(List.of(two), key));
        }
        assertThat(victim).hasContent("precious");
        assertThat(store("two")).isRegularFile().hasContent("two");
    }

    @Test
    void followsNoHardLinkEither() throws Exception {
        install(new Disk(), "1.0", "one");
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Entry two = entry("2.0", "two");
        Files.createLink(root.resolve(".tako/partial").resolve(two.digest().toString()), victim);
        try (LockedDestination locked = lock()) {
            download(locked, two, "two");
        }
        assertThat(victim).hasContent("precious");
    }

    @Test
    void refusesALinkWhereADirectoryOfItsOwnBelongs() throws Exception {
        Files.createDirectories(root);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("store"), elsewhere);
        assertThatThrownBy(this::lock)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(root.resolve("store").toString())
                .hasMessageContaining("has to be a directory");
    }

    @Test
    void goesOnWithADownloadThatWasKilledWhenItWasComplete() throws Exception {
        Entry entry = entry("1.0", "one");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.write("one".getBytes(US_ASCII), 3);
        }
        Path file = root.resolve(".tako/partial").resolve(entry.digest().toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            assertThat(partial.missing()).isZero();
            assertThat(partial.store()).isTrue();
        }
    }

    @Test
    void aStopAtAnyStepOfAnUpdateLeavesALinkedVerifiedImageAndTheNextRunFinishes() throws Exception {
        install(new Disk(), "1.0", "image 0");
        boolean finished = false;
        for (int step = 0; !finished; step++) {
            StoppingDisk disk = StoppingDisk.atStep(step);
            String image = "image " + (step + 1);
            try {
                install(disk, "1." + (step + 1), image);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("stopped before");
            }
            finished = !disk.stopped();
            assertThat(root.resolve("latest")).content().isIn("image " + step, image);
            assertThat(root.resolve("latest").toRealPath()).isEqualTo(store(Files.readString(root.resolve("latest"))));
            install(new Disk(), "1." + (step + 1), image);
            assertThat(root.resolve("latest")).hasContent(image);
            assertThat(root.resolve("previous")).hasContent("image " + step);
        }
        try (LockedDestination locked = lock()) {
            locked.removeOldImages(2);
            assertThat(root.resolve(".tako/tmp")).isEmptyDirectory();
            assertThat(root.resolve(".tako/partial")).isEmptyDirectory();
        }
    }
}
