package tako.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a destination makes of disks that fail, runs that are stopped and links that were planted. */
class DestinationFaultsTest extends DestinationFixture {
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

    @ParameterizedTest
    @ValueSource(strings = {FullDisk.NO_SPACE, FullDisk.NO_QUOTA, "Input/output error"})
    void saysWhereTheDiskFailedAtAnyStepOfAnUpdateAndTheNextRunFinishes(String reason) throws Exception {
        install(new Disk(), "1.0", "image 0");
        boolean finished = false;
        for (int step = 0; !finished; step++) {
            FaultyDisk disk = FaultyDisk.atStep(step, reason);
            String image = "image " + (step + 1);
            try {
                install(disk, "1." + (step + 1), image);
            } catch (StoreException e) {
                assertThat(e).hasMessageContainingAll(reason, disk.place().toString());
                assertThat(e.getMessage()).containsPattern("[0-9]+ bytes are free at /|see 'journalctl -k'");
            }
            finished = !disk.failed();
            assertThat(root.resolve("latest")).content().isIn("image " + step, image);
            install(new Disk(), "1." + (step + 1), image);
            assertThat(root.resolve("latest")).hasContent(image);
            assertThat(root.resolve(".tako/tmp")).isEmptyDirectory();
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
