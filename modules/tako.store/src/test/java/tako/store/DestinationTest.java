package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tako.crypto.Digest;
import tako.crypto.SecretKey;

class DestinationTest extends DestinationFixture {
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
            partial.write(ByteBuffer.wrap("abc".getBytes(US_ASCII)));
        }
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            assertThat(partial.size()).isEqualTo(3);
            assertThat(partial.validatorFrom("http://a/"))
                    .contains(new Validator(Optional.of("\"x\""), Optional.empty()));
            assertThat(partial.validatorFrom("http://b/")).isEmpty();
            partial.write(ByteBuffer.wrap("def".getBytes(US_ASCII)));
            assertThat(partial.store()).isTrue();
            assertThat(locked.holding(entry)).isEqualTo(LockedDestination.Holding.INTACT);
        }
    }

    @Test
    void aPartialDownloadIsNotTrusted() throws Exception {
        Entry entry = entry("1.0", "abcdef");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.write(ByteBuffer.wrap("abc".getBytes(US_ASCII)));
        }
        Files.writeString(root.resolve(".tako/partial").resolve(entry.digest().toString()), "abX");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.write(ByteBuffer.wrap("def".getBytes(US_ASCII)));
            assertThat(partial.store()).isFalse();
            assertThat(partial.size()).isZero();
        }
        assertThat(store("abcdef")).doesNotExist();
    }

    @Test
    void takesNoByteMoreThanSigned() throws Exception {
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry("1.0", "abc"))) {
            partial.write(ByteBuffer.wrap("ab".getBytes(US_ASCII)));
            assertThatThrownBy(() -> partial.write(ByteBuffer.wrap("cd".getBytes(US_ASCII))))
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
            assertThat(locked.validators(copy(locked))).isEmpty();
            locked.save(one);
            assertThat(locked.validators(copy(locked))).isEqualTo(validators);
            locked.save(two);
            assertThat(locked.validators(copy(locked))).isEmpty();
        }
    }

    private LocalCopy copy(LockedDestination locked) throws StoreException {
        return locked.destination().localCopy(keys(), Manifest.DEFAULT_MAX_SIZE);
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
        assertThatThrownBy(() -> lock(StoppingDisk.atStep(3)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot clean up " + root.resolve(".tako/tmp"));
        lock().close();
        assertThat(root.resolve(".tako/tmp")).isEmptyDirectory();
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
    void goesOnWithADownloadThatWasKilledWhenItWasComplete() throws Exception {
        Entry entry = entry("1.0", "one");
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            partial.write(ByteBuffer.wrap("one".getBytes(US_ASCII)));
        }
        Path file = root.resolve(".tako/partial").resolve(entry.digest().toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        try (LockedDestination locked = lock();
                PartialImage partial = locked.partial(entry)) {
            assertThat(partial.missing()).isZero();
            assertThat(partial.store()).isTrue();
        }
    }
}
