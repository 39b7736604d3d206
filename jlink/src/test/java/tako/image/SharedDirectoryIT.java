package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Destinations that other users can write, or replace. */
class SharedDirectoryIT {
    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void refusesADestinationThatOthersCanReplace() throws Exception {
        tako().run(published.config()).exits(0);
        published.publish("1.1.0");
        String before = published.visible();
        int requests = published.origin().requests().size();
        Path directory = published.directory();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xrwx"));
        String complaint = "app: not updated, latest is as it was: other users can write to " + directory
                + " (mode 0757, owner " + System.getProperty("user.name") + "), and so could replace the images in "
                + published.destination() + "; nothing was touched there; check what is there, and run: chmod go-w "
                + directory;
        String config = copyOfConfigElsewhere();
        tako().run(config).exits(1).complains(complaint);
        tako().run("--if-not-exists", config).exits(1).complains(complaint);
        assertThat(published.visible()).isEqualTo(before);
        assertThat(published.origin().requests()).hasSize(requests);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        tako().run("--if-not-exists", config).exits(0).prints("app: an image is installed\n");
        tako().run(config).exits(0).prints("app: updated 1.0.0 -> 1.1.0\n").saysNothingElse();
    }

    @Test
    void makesNothingWhereOthersCanWrite() throws Exception {
        Path open = Files.createDirectory(published.directory().resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path destination = open.resolve("a destination");
        tako().run(published.config("app", published.origin().url(), published.publicKey(), destination))
                .exits(1)
                .complains(
                        "app: not updated, nothing is installed: other users can write to " + open + " (mode 0777, ");
        assertThat(open).isEmptyDirectory();
    }

    @Test
    void publishesIntoADirectoryThatOthersCanWrite() throws Exception {
        Path open = Files.createDirectory(published.directory().resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path image = Files.writeString(published.directory().resolve("an image"), "image");
        tako().run("store", "-f", published.keyFile().toString(), "-o", open + "/origin", image.toString(), "1.0.0")
                .exits(0);
        assertThat(open.resolve("origin/manifest")).exists();
    }

    /** Where the directory of the other one can be written it is refused, too. */
    private String copyOfConfigElsewhere() throws Exception {
        Path own = Files.createDirectory(parent.resolve("configurations"));
        return Files.copy(Path.of(published.config()), own.resolve("app")).toString();
    }
}
