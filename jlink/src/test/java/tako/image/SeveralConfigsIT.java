package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralConfigsIT {
    /** Nobody listens there, and nobody but root may begin to. */
    private static final String DEAD = "http://127.0.0.1:1";

    @TempDir
    Path parent;

    private Published published;
    private Path configs;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        configs = Files.createDirectory(published.directory().resolve("tako.d"));
        Files.createDirectory(published.directory().resolve("images"));
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void updatesWhatEveryFileOfADirectoryNamesInTheirOrder() throws Exception {
        good("beta.conf");
        good("alpha.tako");
        good("gamma");
        tako().run(configs.toString())
                .exits(0)
                .prints("alpha: installed 1.0.0\nbeta: installed 1.0.0\ngamma: installed 1.0.0\n")
                .saysNothingElse();
        isInstalled("beta.conf");
        tako().run(configs.toString())
                .exits(0)
                .prints("alpha: 1.0.0 is up to date\nbeta: 1.0.0 is up to date\ngamma: 1.0.0 is up to date\n");
    }

    @Test
    void passesOverWhatEditorsAndPackageManagersLeave() throws Exception {
        good("app");
        List<String> others = List.of(
                ".app",
                ".app.swp",
                "app~",
                "app.bak",
                "app.swp",
                "app.dpkg-old",
                "app.dpkg-dist",
                "app.rpmnew",
                "app.rpmsave",
                "app.rpmorig",
                "app.ucf-dist");
        for (String other : others) {
            Files.writeString(configs.resolve(other), "Broken\n");
        }
        Files.createDirectory(configs.resolve("directory"));
        tako().run(configs.toString()).exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
    }

    @Test
    void updatesWhatItCanBesideABrokenFile() throws Exception {
        Files.writeString(configs.resolve("broken"), "Orign=x\nDestination=here\n");
        good("good");
        tako().run(configs.toString())
                .exits(2)
                .prints("good: installed 1.0.0\n")
                .says(
                        "broken:1: unknown key 'Orign', did you mean 'Origin'?",
                        "broken:2: Destination: 'here' is not an absolute path",
                        "broken: PublicKey= is missing");
        isInstalled("good");
    }

    @Test
    void failsGravelyWhereOneIsBrokenAndAnotherCannotBeUpdated() throws Exception {
        Files.writeString(configs.resolve("a-broken"), "Origin=x\n");
        write("b-failing", published.origin().url() + "/nowhere");
        good("c-good");
        tako().run(configs.toString())
                .exits(1)
                .prints("c-good: installed 1.0.0\n")
                .says(
                        "a-broken:1: Origin: ",
                        "b-failing: not updated, nothing is installed: "
                                + published.origin().url() + "/nowhere/manifest: there is no manifest");
        isInstalled("c-good");
    }

    @Test
    void goesThroughSeveralArguments() throws Exception {
        String first = good("first");
        String second = good("second");
        tako().run(first, "/nowhere/third", second)
                .exits(2)
                .prints("first: installed 1.0.0\nsecond: installed 1.0.0\n")
                .says("/nowhere/third: there is no such file");
    }

    @Test
    void saysThatADirectoryIsEmpty() throws Exception {
        tako().run(configs.toString())
                .exits(0)
                .prints("")
                .says(configs + ": there is no configuration in this directory");
    }

    @Test
    void givesNoTwoImagesOneDirectory() throws Exception {
        good("one");
        String url = published.origin().url();
        published.config("tako.d/two", url, published.publicKey(), destination("one"));
        tako().run(configs.toString())
                .exits(2)
                .prints("one: installed 1.0.0\n")
                .says("two: Destination=" + destination("one")
                        + " is that of one already; give each image a directory");
    }

    @Test
    void takesTheNextOriginWhereOneIsDown() throws Exception {
        String config = write(
                "app",
                published.origin().url(),
                "Origin=",
                "Origin=" + DEAD,
                "Origin=" + published.origin().url());
        tako().run(config)
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .says("app: " + DEAD + "/manifest: cannot connect: Connection refused");
    }

    private String good(String name) throws IOException {
        return write(name, published.origin().url());
    }

    private String write(String name, String url, String... lines) throws IOException {
        return published.config("tako.d/" + name, url, published.publicKey(), destination(name), lines);
    }

    private Path destination(String name) {
        return published.directory().resolve("images").resolve(name);
    }

    private void isInstalled(String name) {
        assertThat(destination(name).resolve("latest")).hasBinaryContent(Published.shortImage("1.0.0"));
    }
}
