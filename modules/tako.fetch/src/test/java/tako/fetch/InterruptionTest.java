package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.ignoringRange;
import static tako.testing.Behaviour.resetAfter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.Sha256;
import tako.testing.Request;

/** Downloads that break off and go on within one run. */
class InterruptionTest extends UpdateFixture {
    private static final int SIZE = 1_000_000;
    private static final String IMAGE = "0123456789".repeat(SIZE / 10);
    private static final String PATH = Origin.path(IMAGE);

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", IMAGE);
    }

    private long imageBytesSent(Origin from) throws IOException {
        return from.server().bodyBytesSent() - Files.size(from.directory().resolve("manifest"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void getsNoByteTwiceHoweverOftenItIsCut(int seed) throws Exception {
        Random random = new Random(seed);
        for (int cut = 0; cut < 10; cut++) {
            origin.next(PATH, closeAfter(Limits.WORTHWHILE + random.nextInt(20_000)));
        }

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(imageBytesSent(origin)).isEqualTo(SIZE);
        assertThat(origin.requests(PATH)).hasSize(11);
        assertThat(reporter.infos()).hasSize(10);
    }

    @Test
    void getsNoByteOfALargeImageTwice() throws Exception {
        long size = 256L << 20;
        String path = publishZeros(size);
        origin.server().allow(size);
        Random random = new Random(4);
        for (int cut = 0; cut < 10; cut++) {
            origin.next(path, closeAfter(random.nextLong(size / 10)));
        }

        assertThat(run()).isEqualTo(installed("1.1"));

        assertThat(imageBytesSent(origin)).isEqualTo(size);
        assertThat(origin.requests(path)).hasSize(11);
        assertThat(here("latest")).hasSize(size);
    }

    /** The path of an image of 1.1 that takes no space before it is published. */
    private String publishZeros(long size) throws Exception {
        Path file = directory.resolve("zeros");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
        origin.publish("1.1", file);
        Sha256 digest = new Sha256();
        byte[] zeros = new byte[1 << 20];
        for (long left = size; left > 0; left -= zeros.length) {
            digest.update(ByteBuffer.wrap(zeros));
        }
        return "/store/" + digest.digest();
    }

    @Test
    void saysHowFarItCameAndWhenItGoesOn() throws Exception {
        origin.next(PATH, closeAfter(300_000));

        run();

        assertThat(reporter.infos())
                .singleElement()
                .asString()
                .matches(origin.url() + PATH + ": the connection failed: .*; 300000 of 1000000 bytes are here;"
                        + " trying again in 0\\.[0-9] s|.* in 1 s");
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void asksForTheRestOnlyOfTheSameFile() throws Exception {
        origin.next(PATH, closeAfter(300_000));

        run();

        Request rest = origin.requests(PATH).getLast();
        assertThat(rest.header("Range")).hasValue("bytes=300000-");
        assertThat(rest.header("If-Range")).isPresent();
    }

    @Test
    void losesLittleToResets() throws Exception {
        for (int cut = 0; cut < 5; cut++) {
            origin.next(PATH, resetAfter(200_000));
        }

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void goesOnFromOneMirrorToTheNextAndBack() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.next(PATH, closeAfter(300_000));
        origin.next(PATH, answering(503));
        mirror.next(PATH, closeAfter(10));
        origin.next(PATH, closeAfter(300_000));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(imageBytesSent(origin) + mirror.server().bodyBytesSent())
                .as("with the text of the error")
                .isBetween((long) SIZE, SIZE + 100L);
    }

    @Test
    void beginsAgainOnceWhereTheRestDoesNotFit() throws Exception {
        origin.next(PATH, flippedAt(0), closeAfter(300_000));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(reporter.warnings()).singleElement().asString().contains("damaged; it begins again");
        assertThat(origin.requests(PATH)).hasSize(3);
    }

    @Test
    void doesNotBeginAgainTwice() throws Exception {
        for (int i = 0; i < 2; i++) {
            origin.next(PATH, flippedAt(0), closeAfter(300_000));
            origin.next(PATH);
        }

        assertThat(failure()).contains("its SHA-256 is not the one");

        assertThat(origin.requests(PATH)).hasSize(4);
        assertThat(partial(IMAGE)).isEmptyFile();
    }

    @Test
    void beginsAgainWhereTheServerSendsAllOfIt() throws Exception {
        origin.next(PATH, closeAfter(300_000));
        origin.always(PATH, ignoringRange());

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void givesUpOnAServerThatHandsOutSingleBytes() throws Exception {
        origin.always(PATH, closeAfter(1));

        assertThat(failure())
                .contains("tried 6 times", "; 6 of 1000000 bytes are here, the next run goes on from there");
    }

    @Test
    void endsSomeTimeHoweverFarEachAttemptGets() throws Exception {
        String large = "0123456789".repeat(1_000_000);
        origin.publish("1.1", large);
        origin.always(Origin.path(large), closeAfter(Limits.WORTHWHILE));

        assertThat(failure()).contains("the connection failed");

        assertThat(origin.requests(Origin.path(large))).hasSize(Limits.MAX_RETRIES + 1);
        origin.always(Origin.path(large));
        assertThat(run()).isEqualTo(installed("1.1"));
    }

    @Test
    void takesTheImageFromTheMirrorWhereTheFirstWasDownForTheManifest() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.next(Origin.MANIFEST, answering(503));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.requests(PATH)).isEmpty();
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void asksTheFirstAgainOnceWhereTheMirrorFailsToo() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(Origin.MANIFEST, answering(503));
        origin.always(PATH, answering(503));
        mirror.always(PATH, answering(500));

        assertThat(failure()).contains(mirror.url() + PATH, "500 (tried 6 times)", origin.url() + PATH, "503");

        assertThat(origin.requests(PATH)).hasSize(1);
        assertThat(mirror.requests(PATH)).hasSize(6);
    }
}
