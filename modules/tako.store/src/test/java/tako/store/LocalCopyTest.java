package tako.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tako.crypto.PublicKey;

class LocalCopyTest extends DestinationFixture {
    private static final Map<String, Validator> VALIDATORS =
            Map.of("http://a/", new Validator(Optional.of("\"1\""), Optional.empty()));

    private LocalCopy copy(List<PublicKey> keys, int maxSize) throws StoreException {
        return Destination.at(root).localCopy(keys, maxSize);
    }

    private LocalCopy copy() throws StoreException {
        return copy(keys(), Manifest.DEFAULT_MAX_SIZE);
    }

    private byte[] save(Entry... entries) throws Exception {
        Manifest manifest = Manifest.sign(List.of(entries), key);
        try (LockedDestination locked = lock()) {
            locked.save(manifest);
            locked.saveValidators(manifest, VALIDATORS);
        }
        return manifest.bytes();
    }

    private Map<String, Validator> validators() throws StoreException {
        try (LockedDestination locked = lock()) {
            return locked.validators(copy());
        }
    }

    @Test
    void isTheManifestThatWasSaved() throws Exception {
        save(entry("1.0", "one"), entry("2.0", "two"));
        assertThat(copy().manifest())
                .isInstanceOfSatisfying(
                        LocalManifest.Verified.class,
                        verified -> assertThat(verified.manifest().entries()).hasSize(2));
        assertThat(validators()).isEqualTo(VALIDATORS);
    }

    @Test
    void isReadWholeHoweverLargeItIs() throws Exception {
        Entry[] entries = new Entry[1000];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry("1." + i, "image " + i);
        }
        save(entries);
        assertThat(copy().manifest())
                .isInstanceOfSatisfying(
                        LocalManifest.Verified.class,
                        verified -> assertThat(verified.manifest().entries()).containsExactly(entries));
    }

    @Test
    void isNothingToGoByWhereItWasChangedAlthoughItStillTellsWhatToAsk() throws Exception {
        byte[] bytes = save(entry("1.0", "one"));
        bytes[20] ^= 1;
        Files.delete(root.resolve("manifest"));
        Files.write(root.resolve("manifest"), bytes);
        assertThat(copy().manifest())
                .isEqualTo(new LocalManifest.Unverifiable(
                        "it was signed with another key, or changed since it was signed"));
        assertThat(validators()).isEqualTo(VALIDATORS);
    }

    @Test
    void isNothingToGoByWhereItIsTooLargeOrNoFile() throws Exception {
        int length = save(entry("1.0", "one")).length;
        assertThat(copy(keys(), length).manifest()).isInstanceOf(LocalManifest.Verified.class);
        assertThat(copy(keys(), length - 1).manifest())
                .isEqualTo(new LocalManifest.Unverifiable("it is larger than " + (length - 1) + " bytes"));
        Files.delete(root.resolve("manifest"));
        Files.createDirectory(root.resolve("manifest"));
        assertThat(copy().manifest()).isEqualTo(new LocalManifest.Unverifiable("it is not a regular file"));
        assertThat(validators()).isEmpty();
    }

    @Test
    void isAbsentWhereThereIsNone() throws Exception {
        save(entry("1.0", "one"));
        Files.delete(root.resolve("manifest"));
        assertThat(copy().manifest()).isEqualTo(new LocalManifest.Absent());
        assertThat(validators()).isEmpty();
    }
}
