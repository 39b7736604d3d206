package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tako.crypto.Digest;

/** A host whose runs are killed: after each kill all that others see has to be right, after one more run everything. */
final class Victim implements AutoCloseable {
    /** {@code KeepImages=}: {@code latest} and {@code previous} alone, so that every update also removes an image. */
    static final int KEPT = 2;

    private final Path destination;
    private final String config;
    private final FileSteps files;
    private final LatestWatch watch;

    /** With nothing installed yet. */
    Victim(Path destination, String config) {
        this.destination = destination;
        this.config = config;
        this.files = new FileSteps(destination, destination.resolveSibling(destination.getFileName() + ".trace"));
        this.watch = LatestWatch.over(destination);
    }

    /** This image may be seen here from now on. */
    void expect(Digest image) {
        watch.expect(image);
    }

    /** Runs to the end, and tells what that did to the disk. */
    List<FileSteps.Step> steps() throws Exception {
        return files.of(config);
    }

    /** Kills a run after so much time; tells whether it was still at work then. */
    boolean killAfter(Duration time) throws Exception {
        boolean killed;
        try (Running running = tako().start(config)) {
            killed = running.outlasts(time);
        }
        showsNothingButImages("killed after " + time);
        return killed;
    }

    /** Kills a run just before it takes this step. */
    void killBefore(FileSteps.Step step) throws Exception {
        files.killBefore(step, config);
        showsNothingButImages("killed before " + step);
    }

    private void showsNothingButImages(String when) throws Exception {
        assertThat(watch.fault()).as(when).isEqualTo(Optional.empty());
        Path store = destination.resolve("store");
        if (Files.exists(store)) {
            for (Path image : filesIn(store)) {
                assertThat(Digest.of(Files.readAllBytes(image)))
                        .as("%s of a run %s", image, when)
                        .hasToString(image.getFileName().toString());
            }
        }
    }

    /** One plain run puts everything right, and this image in its place. */
    void converges(Digest newest, String after) throws Exception {
        tako().run(config).exits(0);
        showsNothingButImages("after " + after);
        assertThat(Files.readSymbolicLink(destination.resolve("latest")))
                .as(after)
                .hasToString("store/" + newest);
        for (String passing : List.of(".tako/tmp", ".tako/partial")) {
            assertThat(filesIn(destination.resolve(passing))).as(after).isEmpty();
        }
        assertThat(filesIn(destination.resolve("store"))).as(after).hasSizeLessThanOrEqualTo(KEPT);
    }

    private static List<Path> filesIn(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
