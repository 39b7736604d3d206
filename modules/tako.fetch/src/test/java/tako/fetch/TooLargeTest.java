package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.before;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run that is to hash images of a few bytes leaves those that have more to another. */
class TooLargeTest extends SeveralImagesFixture {
    private static final long FEW = 10;

    @BeforeEach
    void publish() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            images.add(name, server);
        }
        images.largest(FEW);
    }

    private void publishLarger(String name, String version) throws Exception {
        images.publish(name, version, Files.write(directory.resolve("larger"), new byte[(int) FEW + 1]));
    }

    /** By a run that may do so. */
    private void installLarger(String name, String version) throws Exception {
        publishLarger(name, version);
        images.largest(Long.MAX_VALUE);
        images.run();
        images.largest(FEW);
    }

    @Test
    void leavesALargeImageAndAllAfterIt() throws Exception {
        publishLarger("b", "1.1");

        assertThat(images.run()).containsExactly("a: updated to 1.0", "b: left", "c: left");
        assertThat(directory.resolve("host/b/latest")).doesNotExist();
        images.largest(FEW + 1);
        assertThat(images.run()).containsExactly("a: up to date with 1.0", "b: updated to 1.1", "c: updated to 1.0");
    }

    @Test
    void leavesOneThatHasToBeProvided() throws Exception {
        publishLarger("a", "1.1");

        assertThat(images.run(Updates.Mode.IF_MISSING)).containsExactly("a: left", "b: left", "c: left");
    }

    @Test
    void asksForNoByteOfWhatItLeaves() throws Exception {
        publishLarger("a", "1.1");
        images.run();

        assertThat(server.requests()).allMatch(request -> request.path().endsWith("/manifest"));
        assertThat(directory.resolve("host/a/.tako/partial")).isEmptyDirectory();
    }

    @Test
    void leavesNoneThatNeedsNoLook() throws Exception {
        installLarger("b", "1.1");

        assertThat(images.run())
                .containsExactly("a: up to date with 1.0", "b: up to date with 1.1", "c: up to date with 1.0");
    }

    @Test
    void leavesOneThatWasTouchedAndHasToBeHashed() throws Exception {
        installLarger("b", "1.1");
        touch(directory.resolve("host/b/store"));

        assertThat(images.run()).containsExactly("a: up to date with 1.0", "b: left", "c: left");
    }

    @Test
    void leavesOneThatWasTouchedAndThatNothingReplaces() throws Exception {
        installLarger("b", "1.1");
        touch(directory.resolve("host/b/store"));
        images.configure("b", server.url("/b"), "Version=7.*");

        assertThat(images.run()).containsExactly("a: up to date with 1.0", "b: left", "c: left");
    }

    @Test
    void leavesNoneWhereAnotherRunWouldHaveToWaitForTheOriginAgain() throws Exception {
        publishLarger("b", "1.1");
        server.next(SeveralImages.manifest("b"), before(() -> images.time().pause(Duration.ofSeconds(3))));

        assertThat(images.run()).containsExactly("a: updated to 1.0", "b: updated to 1.1", "c: updated to 1.0");
    }

    private static void touch(Path store) throws IOException {
        try (Stream<Path> stored = Files.list(store)) {
            for (Path image : stored.toList()) {
                Files.setLastModifiedTime(image, FileTime.fromMillis(0));
            }
        }
    }
}
