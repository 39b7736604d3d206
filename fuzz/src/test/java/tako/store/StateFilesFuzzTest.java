package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.Digest;
import tako.crypto.SecretKey;
import tako.testing.Vectors;

class StateFilesFuzzTest {
    private static final Digest DIGEST = Digest.of("image".getBytes(US_ASCII));

    @TempDir
    private static Path directory;

    private static LockedDestination destination;
    private static Layout layout;
    private static LocalCopy manifest;

    @BeforeAll
    static void makeDestination() throws Exception {
        layout = new Layout(directory.resolve("images"));
        destination = Destination.at(layout.root()).lock(Duration.ofSeconds(1), waiting -> {});
        try (SecretKey key =
                SecretKey.parse(Vectors.rows("keys.tsv").getFirst()[1].getBytes(US_ASCII))) {
            Manifest signed = Manifest.sign(List.of(new Entry(Version.parse("1.0"), 5, DIGEST)), key);
            manifest = new LocalCopy(signed.bytes(), List.of(key.publicKey()));
        }
    }

    @AfterAll
    static void unlock() {
        destination.close();
    }

    /** Whatever a file of Tako's private state holds, it counts as what Tako could have written, or as nothing. */
    @FuzzTest
    void damagedStateIsNoState(byte[] input) throws Exception {
        for (Path file : List.of(layout.activation(), layout.failed(), layout.installed(), layout.validators())) {
            Files.write(file, input);
        }
        ActivationJournal journal = destination.journal();
        journal.pending().ifPresent(StateFilesFuzzTest::readsWhatItWrites);
        journal.failures().forEach(StateFilesFuzzTest::readsWhatItWrites);
        destination.validators(manifest).values().forEach(StateFilesFuzzTest::readsWhatItWrites);
        destination.installedAs(DIGEST);
        destination.lastInstalled();
    }

    private static void readsWhatItWrites(ActivationRecord record) {
        assertThat(record.to().size()).isNotNegative();
        assertThat(ActivationRecord.fromLines(record.text().lines().toList())).contains(record);
    }

    private static void readsWhatItWrites(FailedImage failure) {
        assertThat(failure.line().lines().toList()).hasSize(1);
        assertThat(FailedImage.fromLine(failure.line())).contains(failure);
    }

    private static void readsWhatItWrites(Validator validator) {
        assertThat(Validator.fromLine(validator.line())).isEqualTo(validator);
    }
}
