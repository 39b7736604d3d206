package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.stallAfter;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Gate;

class FullDiskIT {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 4 * MIB;

    /** What Tako leaves free for others. */
    private static final int RESERVE = 16 * MIB;

    @TempDir
    Path parent;

    private Published published;
    private SmallDisk disk;
    private Path destination;
    private String config;
    private String image;
    private String before;

    /** 1.0.0 is installed on a disk with room for the update as long as nothing else is there. */
    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        Path mountPoint = Files.createDirectory(published.directory().resolve("a small disk"));
        disk = SmallDisk.at(mountPoint, 32);
        destination = mountPoint.resolve("a destination");
        config = published.config("app", published.origin().url(), published.publicKey(), destination);
        published.publish("1.0.0");
        run().exits(0).prints("app: installed 1.0.0\n");
        image = published.publish("1.1.0", Published.longImage(SIZE));
        before = Published.visible(disk.seen(destination));
    }

    @AfterEach
    void closes() {
        disk.close();
        published.close();
    }

    @Test
    void downloadsNothingThatHasNoRoom() throws Exception {
        disk.fillUpTo(SIZE + RESERVE - MIB);
        long free = disk.seen(destination).toFile().getUsableSpace();
        run().exits(1)
                .complains("app: not updated, latest is as it was: not enough space at " + destination + ": " + SIZE
                        + " bytes are to be downloaded and " + RESERVE + " kept free, but only " + free + " are free;"
                        + " make room there");
        assertThat(published.origin().requests(image)).isEmpty();
        isRepairedWithRoom();
    }

    @Test
    void saysWhatCouldNotBeWrittenWhenTheDiskFillsUpMeanwhile() throws Exception {
        Gate gate = new Gate();
        published.origin().next(image, stallAfter(SIZE / 2, gate));
        try (Running running = tako().behind(disk.command()).start(config)) {
            gate.awaitReached();
            disk.fillUpTo(0);
            gate.open();
            running.end()
                    .exits(1)
                    .complains(
                            "app: not updated, latest is as it was: cannot write " + destination + "/.tako/partial/",
                            " of " + SIZE + " bytes: No space left on device, 0 bytes are free at ",
                            "; make room");
        }
        isRepairedWithRoom();
    }

    @Test
    void saysThatNothingAtAllCanBeWritten() throws Exception {
        disk.fillUpTo(0);
        run().exits(1).complains("app: not updated, latest is as it was: ", destination.toString());
        isRepairedWithRoom();
    }

    @Test
    void needsNoRoomWhereNothingIsToBeDone() throws Exception {
        published.origin().close();
        disk.fillUpTo(0);
        tako().behind(disk.command())
                .run("--if-not-exists", config)
                .exits(0)
                .prints("app: an image is installed\n")
                .saysNothingElse();
    }

    private void isRepairedWithRoom() throws Exception {
        assertThat(Published.visible(disk.seen(destination))).isEqualTo(before);
        disk.empty();
        run().exits(0).prints("app: updated 1.0.0 -> 1.1.0\n").saysNothingElse();
        String file = disk.seen(destination) + "/" + Files.readSymbolicLink(disk.seen(destination.resolve("latest")));
        assertThat(Path.of(file)).hasBinaryContent(Published.longImage(SIZE));
    }

    private Ended run() throws Exception {
        return tako().behind(disk.command()).run(config);
    }
}
