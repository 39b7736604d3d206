package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.Digest;

class ConcurrencyIT {
    private static final int AT_ONCE = 20;
    private static final int SIZE = 1_000_000;

    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void opens() throws Exception {
        published = new Published(parent);
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void manyPublishersAtOnceLoseNoEntry() throws Exception {
        String key = published.keyFile().toString();
        List<String[]> calls = new ArrayList<>();
        for (int minor = 0; minor < AT_ONCE; minor++) {
            String version = "1." + minor + ".0";
            Path image = Files.write(published.directory().resolve(version), Published.shortImage(version));
            calls.add(new String[] {
                "store", "-f", key, "-o", published.originDirectory().toString(), image.toString(), version
            });
        }
        for (Ended ended : atOnce(calls)) {
            ended.exits(0);
            assertThat(ended.out()).startsWith("published 1.");
        }
        String manifest = Files.readString(published.originDirectory().resolve("manifest"));
        for (String[] call : calls) {
            byte[] image = Published.shortImage(call[call.length - 1]);
            Digest digest = Digest.of(image);
            assertThat(manifest).contains(call[call.length - 1] + " " + image.length + " " + digest + "\n");
            assertThat(published.originDirectory().resolve("store/" + digest)).hasBinaryContent(image);
        }
        assertThat(published.originDirectory().resolve("store")).isDirectoryNotContaining("glob:**.incoming");
        tako().run(published.config())
                .exits(0)
                .prints("app: installed 1.19.0\n")
                .saysNothingElse();
    }

    @Test
    void manyRunsAtOnceInstallOneImageOnce() throws Exception {
        String image = published.publish("1.0.0", Published.longImage(SIZE));
        int updated = 0;
        for (Ended ended : atOnce(sameFor("fetch", published.config()))) {
            ended.exits(0);
            assertThat(ended.out()).isIn("app: installed 1.0.0\n", "app: 1.0.0 is up to date\n");
            updated += ended.out().contains("installed") ? 1 : 0;
        }
        assertThat(updated).isEqualTo(1);
        assertThat(published.origin().requests(image)).hasSize(1);
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
        assertThat(published.destination().resolve("store")).isDirectoryContaining("glob:**" + image);
        assertThat(published.destination().resolve(".tako/partial")).isEmptyDirectory();
    }

    @Test
    void manyUnitsAtOnceProvisionAMachine() throws Exception {
        published.publish("1.0.0", Published.longImage(SIZE));
        for (Ended ended : atOnce(sameFor("--if-not-exists", published.config()))) {
            ended.exits(0);
            assertThat(ended.out()).isIn("app: installed 1.0.0\n", "app: an image is installed\n");
        }
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }

    private static List<String[]> sameFor(String... arguments) {
        List<String[]> calls = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            calls.add(arguments);
        }
        return calls;
    }

    private static List<Ended> atOnce(List<String[]> calls) throws Exception {
        List<Running> running = new ArrayList<>();
        List<Ended> ended = new ArrayList<>();
        try {
            for (String[] arguments : calls) {
                running.add(tako().start(arguments));
            }
            for (Running one : running) {
                ended.add(one.end());
            }
        } finally {
            for (Running one : running) {
                one.close();
            }
        }
        return ended;
    }
}
