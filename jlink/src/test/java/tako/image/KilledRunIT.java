package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.stallAfter;
import static tako.testing.Behaviour.stallBeforeHead;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Behaviour;
import tako.testing.Gate;
import tako.testing.Request;

class KilledRunIT {
    private static final int SIZE = 1_000_000;
    private static final int HALF = SIZE / 2;

    private static final String INTERRUPTED = "tako: interrupted; the next run goes on from here";

    @TempDir
    Path parent;

    private Published published;
    private String image;
    private String before;

    /** 1.0.0 is installed, and there is an update. */
    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        image = published.publish("1.1.0", Published.longImage(SIZE));
        before = published.visible();
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void resumesTheDownloadOfAKilledRun() throws Exception {
        try (Running running = stoppedAt(HALF)) {
            running.kill();
        }
        assertThat(published.visible()).isEqualTo(before);
        resumesAt(HALF);
    }

    @Test
    void resumesTheDownloadOfATerminatedRun() throws Exception {
        try (Running running = stoppedAt(HALF)) {
            running.terminate().exits(143).complains(INTERRUPTED);
        }
        assertThat(published.visible()).isEqualTo(before);
        resumesAt(HALF);
    }

    @Test
    void resumesTheDownloadOfAnInterruptedRun() throws Exception {
        // A shell's background job ignores SIGINT, and so would everything that is run in it.
        Tako tako = tako().behind(List.of("env", "--default-signal=INT"));
        try (Running running = stoppedAt(HALF, tako)) {
            running.interrupt().exits(130).complains(INTERRUPTED);
        }
        assertThat(published.visible()).isEqualTo(before);
        resumesAt(HALF);
    }

    @Test
    void resumesAfterSeveralKilledRuns() throws Exception {
        for (int bytes = SIZE / 10; bytes < SIZE; bytes += SIZE / 5) {
            try (Running running = stoppedAt(bytes)) {
                running.kill();
            }
            assertThat(published.visible()).isEqualTo(before);
        }
        resumesAt(SIZE / 10 + 4 * (SIZE / 5));
    }

    @Test
    void beginsAgainWhenWhatIsThereWasDamagedMeanwhile() throws Exception {
        try (Running running = stoppedAt(HALF)) {
            running.kill();
        }
        try (RandomAccessFile bytes =
                new RandomAccessFile(published.partial(image).toFile(), "rw")) {
            bytes.write(~bytes.read());
        }
        published.origin().always(image);
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .says("the resumed download of " + published.origin().url() + image + " was damaged; it begins again");
        isInstalled();
    }

    @Test
    void keepsNothingOfAnImageThatTurnsOutToBeAnother() throws Exception {
        published.origin().always(image, flippedAt(HALF));
        tako().run(published.config()).exits(1);
        published.origin().always(image);
        tako().run(published.config()).exits(0).saysNothingElse();
        assertThat(published.origin().requests(image).getLast().header("Range")).isEmpty();
        isInstalled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/manifest", "the image"})
    void beginsAgainAfterARunThatWasKilledBeforeItGotAnything(String what) throws Exception {
        String path = what.equals("the image") ? image : what;
        Gate gate = new Gate();
        published.origin().next(path, stallBeforeHead(gate));
        try (Running running = tako().start(published.config())) {
            gate.awaitReached();
            running.kill();
        }
        assertThat(published.visible()).isEqualTo(before);
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .saysNothingElse();
        isInstalled();
    }

    @Test
    void convergesWheneverARunIsKilled() throws Exception {
        for (int minor = 2; minor <= 16; minor++) {
            published.publish("1." + minor + ".0");
            try (Running running = tako().start(published.config())) {
                running.outlasts(Duration.ofMillis(10L * minor));
            }
            String installed = published.installed();
            assertThat(installed).startsWith("the image of 1.");
            tako().run("--if-not-exists", published.config()).exits(0).prints("app: an image is installed\n");
        }
        tako().run(published.config()).exits(0);
        assertThat(published.hasInstalled("1.16.0")).isTrue();
        assertThat(published.destination().resolve(".tako/tmp")).isEmptyDirectory();
        assertThat(published.destination().resolve(".tako/partial")).isEmptyDirectory();
    }

    /** A run whose download stands still, with so many bytes on its disk. */
    private Running stoppedAt(int bytes) throws Exception {
        return stoppedAt(bytes, tako());
    }

    private Running stoppedAt(int bytes, Tako tako) throws Exception {
        long there = Files.exists(published.partial(image)) ? Files.size(published.partial(image)) : 0;
        Gate gate = new Gate();
        Behaviour stall = stallAfter(bytes - there, gate);
        published.origin().next(image, stall);
        Running running = tako.start(published.config());
        gate.awaitReached();
        published.awaitOnDisk(image, bytes);
        return running;
    }

    private void resumesAt(int bytes) throws Exception {
        long sent = published.origin().bodyBytesSent();
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .saysNothingElse();
        Request request = published.origin().requests(image).getLast();
        assertThat(request.header("Range")).hasValue("bytes=" + bytes + "-");
        assertThat(request.header("If-Range")).isPresent();
        long manifest = Files.size(published.originDirectory().resolve("manifest"));
        assertThat(published.origin().bodyBytesSent() - sent).isEqualTo(SIZE - bytes + manifest);
        isInstalled();
    }

    private void isInstalled() throws Exception {
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
        assertThat(published.destination().resolve(".tako/partial")).isEmptyDirectory();
    }
}
