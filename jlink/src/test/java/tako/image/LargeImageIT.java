package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images whose sizes are about where 32 bits end. They are zeros, which a file system need not store: the origin has
 * holes, what is here of a download is one, and the rest goes to a disk in memory.
 */
@Tag("mounts")
class LargeImageIT {
    private static final long TWO_GIB = 1L << 31;
    private static final String SHA256_OF_TWO_GIB = "a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51";

    /** For one image of 2 GiB, what Tako leaves free for others, and some more. */
    private static final int MEBIBYTES = 2048 + 64;

    @TempDir
    Path parent;

    private Published published;
    private SmallDisk disk;
    private Path destination;

    @BeforeEach
    void mounts() throws Exception {
        published = new Published(parent);
        Path mountPoint = Files.createDirectory(published.directory().resolve("a disk"));
        disk = SmallDisk.at(mountPoint, MEBIBYTES);
        destination = mountPoint.resolve("a destination");
    }

    @AfterEach
    void closes() {
        disk.close();
        published.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2147483647, 2146435071, 25ba9187e4e7b89d2a7f1a49f0155c233ea8fe0b19c881bc53d23fd7b93deda0",
        "4294967297, 2147483648, fbb82f7b353676bb562eb82157fcf0ea42c36492ca13ee56dbf82c08b6802c5c"
    })
    void areResumedOverHttp(long size, long here, String digest) throws Exception {
        String image = published.publishZeros("1.0.0", size, digest);
        published.origin().allow(size);
        isInstalled(size, here, digest, published.origin().url());
        assertThat(published.origin().requests(image).getLast().header("Range")).hasValue("bytes=" + here + "-");
        assertThat(published.origin().bodyBytesSent()).isBetween(size - here, size - here + 1000);
    }

    @Test
    void areResumedFromADirectory() throws Exception {
        published.publishZeros("1.0.0", TWO_GIB, SHA256_OF_TWO_GIB);
        String url = published.originDirectory().toUri().toString();
        isInstalled(TWO_GIB, TWO_GIB - 1, SHA256_OF_TWO_GIB, url);
    }

    private void isInstalled(long size, long here, String digest, String url) throws Exception {
        Path partial = disk.seen(destination).resolve(".tako/partial").resolve(digest);
        Files.createDirectories(partial.resolveSibling("."));
        Published.makeHole(partial, here);
        tako().behind(disk.command())
                .run(published.config("app", url, published.publicKey(), destination))
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .saysNothingElse();
        assertThat(disk.seen(destination).resolve("store/" + digest)).hasSize(size);
    }

    @Test
    void arePublished() throws Exception {
        Path image = Published.makeHole(published.directory().resolve("an image"), TWO_GIB);
        tako().behind(disk.command())
                .run(
                        "store",
                        "-f",
                        published.keyFile().toString(),
                        "-o",
                        destination.toString(),
                        image.toString(),
                        "1.0.0")
                .exits(0)
                .prints("published 1.0.0 in " + destination + ": " + TWO_GIB + " bytes, SHA-256 " + SHA256_OF_TWO_GIB
                        + "\n");
        assertThat(disk.seen(destination).resolve("store/" + SHA256_OF_TWO_GIB)).hasSize(TWO_GIB);
        assertThat(disk.seen(destination).resolve("manifest"))
                .content()
                .contains("1.0.0 " + TWO_GIB + " " + SHA256_OF_TWO_GIB + "\n");
    }
}
