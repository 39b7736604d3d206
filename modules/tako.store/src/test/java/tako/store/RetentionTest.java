package tako.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which images stay, and which make room. */
class RetentionTest extends DestinationFixture {
    @Test
    void keepsTheNewestImagesAndAlwaysTheLinkedOnes() throws Exception {
        installFive();
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
    void removesNothingToMakeRoomWhereThereIsSome() throws Exception {
        installFive();
        Files.writeString(root.resolve(".tako/partial/given up"), "x");
        try (LockedDestination locked = lock()) {
            locked.makeRoom(entry("2.0", "new"), 3, 1, removed -> {
                throw new AssertionError(removed);
            });
        }
        assertThat(root.resolve("store")).isDirectoryContaining(file -> file.equals(store("image 1")));
        assertThat(root.resolve(".tako/partial/given up")).exists();
    }

    @Test
    void makesRoomWithWhatIsNotKeptAnywayBeforeItGivesUp() throws Exception {
        installFive();
        Entry wanted = entry("2.0", "new");
        Path partials = root.resolve(".tako/partial");
        Files.writeString(partials.resolve("given up"), "x");
        Files.writeString(partials.resolve(wanted.digest().toString()), "ne");
        Files.writeString(partials.resolve(wanted.digest() + ".source"), "x");
        List<Path> removed = new ArrayList<>();
        try (LockedDestination locked = lock()) {
            assertThatThrownBy(() -> locked.makeRoom(wanted, 1L << 60, 4, removed::add))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("not enough space at " + root + ": " + (1L << 60) + " bytes are to be");
        }
        assertThat(removed).containsExactly(store("image 1"), store("image 2"));
        assertThat(root.resolve("store").toFile().list()).hasSize(3);
        assertThat(partials.toFile().list())
                .containsExactlyInAnyOrder(wanted.digest().toString(), wanted.digest() + ".source");
    }

    @Test
    void keepsAllImagesThatItIsToldToKeepHoweverLittleRoomThereIs() throws Exception {
        installFive();
        try (LockedDestination locked = lock()) {
            assertThatThrownBy(() -> locked.makeRoom(entry("2.0", "new"), 1L << 60, 0, removed -> {}))
                    .isInstanceOf(StoreException.class);
        }
        assertThat(root.resolve("store").toFile().list()).hasSize(5);
    }

    @Test
    void keepsTheImageThatAnActivationMayGoBackTo() throws Exception {
        installFive();
        Entry proven = entry("1.2", "image 2");
        try (LockedDestination locked = lock()) {
            locked.journal()
                    .begin(new ActivationRecord(
                            ActivationRecord.Direction.FORWARD,
                            Optional.of(proven),
                            entry("1.5", "image 5"),
                            List.of()));
            assertThat(locked.removeOldImages(1)).hasSize(2);
        }
        assertThat(store("image 2")).exists();
    }

    /** {@code latest} leads to image 5 and {@code previous} to image 4. */
    private void installFive() throws Exception {
        for (int i = 1; i <= 5; i++) {
            install(new Disk(), "1." + i, "image " + i);
            Files.setLastModifiedTime(store("image " + i), FileTime.fromMillis(i * 1000L));
        }
    }
}
