package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tako.testing.Behaviour;

/**
 * A host that is at work on its first installation, from an origin of its own: another host would take for itself what
 * is to go wrong here.
 *
 * @param image the path of what it installs
 */
record Installation(Published published, String image, Running run) implements AutoCloseable {
    /** Enough that there is a middle. */
    static final int SIZE = 100_000;

    /**
     * Begins.
     *
     * @param place a directory that is not there yet
     * @param fault what the origin does once, when it is asked for the image
     */
    static Installation begins(Path place, Behaviour fault) throws Exception {
        Published published = new Published(Files.createDirectory(place));
        String image = published.publish("1.0.0", Published.longImage(SIZE));
        published.origin().next(image, fault);
        return new Installation(published, image, tako().start(published.config()));
    }

    /** Has said this of the image, asked once more, and got all of it. */
    Ended goesOn(String... messages) throws Exception {
        Ended ended = run.end().exits(0).prints("app: installed 1.0.0\n");
        for (String message : messages) {
            ended.says(image + ": " + message);
        }
        assertThat(published.origin().requests(image)).hasSize(2);
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
        return ended;
    }

    @Override
    public void close() throws IOException {
        run.close();
        published.close();
    }
}
