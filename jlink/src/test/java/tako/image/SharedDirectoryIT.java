package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Destinations that other users can write, or replace. */
class SharedDirectoryIT {
    /** Somebody other than root; there need be no such user. */
    private static final int USER = 54321;

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
        tako().run(configFor(destination))
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

    @Tag("mounts")
    @Test
    void anOrdinaryUserTakesDirectoriesOfTheirOwnAndNobodyElses() throws Exception {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
        Path own = directoryOf(USER);
        Path other = directoryOf(USER + 1);
        asUser().run(configFor(own.resolve("a destination"))).exits(0).prints("app: installed 1.0.0\n");
        asUser().run("--if-not-exists", configFor(own.resolve("a destination"))).exits(0);
        asUser().run(configFor(other.resolve("a destination")))
                .exits(1)
                .complains(other + " belongs to another user (mode 0775, owner ");
    }

    /** One that the user's private group can write, as many distributions make them. */
    private Path directoryOf(int user) throws Exception {
        Path directory = Files.createDirectory(published.directory().resolve("of " + user));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.setAttribute(directory, "unix:gid", user);
        Files.setAttribute(directory, "unix:uid", user);
        return directory;
    }

    private String configFor(Path destination) throws Exception {
        return published.config("app", published.origin().url(), published.publicKey(), destination);
    }

    /** The image may lie where other users see nothing, so it is mounted where they do. */
    private Tako asUser() throws Exception {
        Path image = Files.createDirectories(published.directory().resolve("image"));
        String ids = " --reuid " + USER + " --regid " + USER + " --clear-groups ";
        String script = "mount --bind \"$0\" \"$1\" && shift && exec setpriv" + ids + "\"$@\"";
        return tako().at(Tako.program(image))
                .behind(List.of(
                        "unshare", "--mount", "sh", "-c", script, Tako.image().toString(), image.toString()));
    }

    /** Where the directory of the other one can be written it is refused, too. */
    private String copyOfConfigElsewhere() throws Exception {
        Path own = Files.createDirectory(parent.resolve("configurations"));
        return Files.copy(Path.of(published.config()), own.resolve("app")).toString();
    }
}
