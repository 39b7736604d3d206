package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.stallAfter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Gate;

@Tag("mounts")
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
        config = config();
        published.publish("1.0.0");
        run(config).exits(0).prints("app: installed 1.0.0\n");
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
        run(config)
                .exits(1)
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
        run(config).exits(1).complains("app: not updated, latest is as it was: ", destination.toString());
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

    @Test
    void convergesWhereverTheInodesRunOut() throws Exception {
        disk.useUpInodes();
        Set<String> complaints = new HashSet<>();
        for (Ended ended = run(config); ended.status() != 0; ended = run(config)) {
            ended.exits(1)
                    .complains(
                            "app: not updated, latest is as it was: cannot ",
                            "No space left on device, ",
                            ", so it may have no inodes left ('df -i')");
            complaints.add(ended.err());
            assertThat(installed()).hasContent("the image of 1.0.0");
            disk.freeAnInode();
        }
        assertThat(complaints).as("places where it failed").hasSizeGreaterThan(2);
        assertThat(installed()).hasBinaryContent(Published.longImage(SIZE));
    }

    @Test
    void convergesWhereverTheBlocksRunOut() throws Exception {
        String keepsAll = config("KeepImages=0");
        run(keepsAll).exits(0).prints("app: updated 1.0.0 -> 1.1.0\n");
        run(config("KeepImages=0", "Version=1.0.0")).exits(0).prints("app: moved back 1.1.0 -> 1.0.0\n");
        published.publish("1.0.1"); // there is a new manifest to be written, and no image
        config("KeepImages=0");
        int blocks = 0;
        disk.fillUpTo(0);
        for (Ended ended = run(keepsAll); ended.status() != 0; ended = run(keepsAll)) {
            ended.exits(1)
                    .complains(
                            "app: not updated, latest is as it was: cannot ",
                            "No space left on device, ",
                            " bytes are free at " + destination,
                            "; make room");
            assertThat(installed()).hasContent("the image of 1.0.0");
            disk.empty();
            disk.fillUpTo(++blocks * (long) SmallDisk.BLOCK);
        }
        assertThat(blocks).isPositive();
        assertThat(installed()).hasBinaryContent(Published.longImage(SIZE));
    }

    @Test
    void makesRoomWithOldImagesAndDownloadsThatWereGivenUp() throws Exception {
        run(config).exits(0);
        for (int minor = 2; minor <= 3; minor++) {
            published.publish("1." + minor + ".0", Published.longImage(SIZE + minor));
            run(config).exits(0);
        }
        Path givenUp = Files.write(disk.seen(destination.resolve(".tako/partial/given up")), new byte[MIB]);
        published.publish("1.4.0", Published.longImage(SIZE + 4));
        run(config)
                .exits(0)
                .prints("app: updated 1.3.0 -> 1.4.0\n")
                .says("app: removed the old image " + destination + image + " to make room\n");
        assertThat(givenUp).doesNotExist();
    }

    private void isRepairedWithRoom() throws Exception {
        assertThat(Published.visible(disk.seen(destination))).isEqualTo(before);
        disk.empty();
        run(config).exits(0).prints("app: updated 1.0.0 -> 1.1.0\n").saysNothingElse();
        assertThat(installed()).hasBinaryContent(Published.longImage(SIZE));
    }

    /** What {@code latest} leads to. */
    private Path installed() throws Exception {
        Path seen = disk.seen(destination);
        return seen.resolve(Files.readSymbolicLink(seen.resolve("latest")).toString());
    }

    private String config(String... lines) throws Exception {
        return published.config("app", published.origin().url(), published.publicKey(), destination, lines);
    }

    private Ended run(String configuration) throws Exception {
        return tako().behind(disk.command()).run(configuration);
    }
}
