package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.holding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Content;

/** Somebody has put a link wherever Tako writes, to a file or a directory that is not to change. */
class PlantedLinksIT {
    private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);
    private static final String PRECIOUS = "precious";

    @TempDir
    Path parent;

    private Published published;
    private String image;
    private Path victim;

    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        image = published.publish("1.1.0");
        victim = published.directory().resolve("victim");
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manifest",
                "store/IMAGE",
                ".tako/lock",
                ".tako/activating",
                ".tako/partial/IMAGE",
                ".tako/stamps/IMAGE",
                ".tako/tmp/manifest",
                ".tako/tmp/link",
                ".tako/tmp/state",
                ".tako/tmp/journal",
                ".tako/validators",
                ".tako/installed",
                ".tako/activation",
                ".tako/failed",
            })
    void changesNoFileThatALinkLeadsTo(String path) throws Exception {
        plantToFile(path);
        Ended ended = runs();
        assertThat(published.hasInstalled("1.0.0") || published.hasInstalled("1.1.0"))
                .isTrue();
        assertThat(victim).hasContent(PRECIOUS);
        assertThat(Files.getLastModifiedTime(victim)).isEqualTo(LONG_AGO);
        if (Files.isSymbolicLink(place(path))) {
            assertThat(ended.err())
                    .contains(
                            place(path).toString(),
                            "it is a link, which Tako did not make there; see where it leads, and remove it");
            Files.delete(place(path));
        }
        runs();
        assertThat(published.hasInstalled("1.1.0")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"store", ".tako", ".tako/tmp", ".tako/partial", ".tako/stamps"})
    void writesInNoDirectoryThatALinkLeadsTo(String path) throws Exception {
        Files.createDirectory(victim);
        Path inside = Files.writeString(victim.resolve("inside"), PRECIOUS);
        Files.setLastModifiedTime(victim, LONG_AGO);
        plant(path);
        tako().run(published.config())
                .exits(1)
                .complains(published.destination().resolve(path) + " has to be a directory");
        assertThat(inside).hasContent(PRECIOUS);
        assertThat(Files.getLastModifiedTime(victim)).isEqualTo(LONG_AGO);
    }

    @Test
    void setsAManifestAsideWhereNoLinkLeadsTo() throws Exception {
        plantToFile(".tako/manifest.set-aside");
        Path manifest = place("manifest");
        Files.delete(manifest);
        Files.writeString(manifest, "no manifest");
        tako().run(published.config()).exits(0).prints("app: updated 1.0.0 -> 1.1.0\n");
        isAFileNow(".tako/manifest.set-aside");
    }

    @Test
    void keepsAForkedManifestWhereNoLinkLeadsTo() throws Exception {
        plantToFile(".tako/manifest.forked");
        Path other = Files.writeString(published.directory().resolve("other"), "another image");
        Path fork = published.directory().resolve("fork");
        tako().run("store", "-f", published.keyFile().toString(), "-o", fork.toString(), other.toString(), "1.0.0")
                .exits(0);
        published.origin().always("/manifest", holding(Content.of(Files.readAllBytes(fork.resolve("manifest")))));
        tako().run(published.config()).exits(1).complains("refused the manifest, for it contradicts the one here");
        isAFileNow(".tako/manifest.forked");
    }

    private void plantToFile(String path) throws IOException {
        Files.writeString(victim, PRECIOUS);
        Files.setLastModifiedTime(victim, LONG_AGO);
        plant(path);
    }

    private void isAFileNow(String path) throws IOException {
        assertThat(victim).hasContent(PRECIOUS);
        assertThat(Files.getLastModifiedTime(victim)).isEqualTo(LONG_AGO);
        assertThat(Files.isRegularFile(place(path), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    /** In the place of what is there. */
    private void plant(String path) throws IOException {
        if (Files.exists(place(path), LinkOption.NOFOLLOW_LINKS)) {
            Files.move(place(path), published.directory().resolve("what was there"));
        }
        Files.createSymbolicLink(place(path), victim);
    }

    private Path place(String path) {
        return published
                .destination()
                .resolve(path.replace("IMAGE", Path.of(image).getFileName().toString()));
    }

    /** With a unit to restart, so that all there is to write is written; there is nobody who could. */
    private Ended runs() throws Exception {
        Ended ended = tako().with("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + parent.resolve("nobody"))
                .run(published.config("RestartUnit=app.service"))
                .exits(1);
        assertThat(ended.err()).startsWith("app: ");
        return ended;
    }
}
