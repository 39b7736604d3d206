package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.fetch.SeveralImages.manifest;
import static tako.testing.Behaviour.answering;

import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What concerns all images of a run, as being offline does, is waited for once; each is asked for, and each is named. */
class OfflineTest extends SeveralImagesFixture {
    private static final int ATTEMPTS = Limits.STANDARD.attempts();

    /** A name that cannot be looked up anywhere, for its labels are too long (RFC 1035 section 2.3.4). */
    private static String nowhere(String name) {
        return "http://" + name.repeat(64) + ".example/";
    }

    private static List<String> about(String name, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(name + ": ")).toList();
    }

    /** No name is that long, and TCP goes to no group and to nobody in particular (connect(2), ENETUNREACH). */
    @ParameterizedTest
    @CsvSource({
        "no address, http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/,"
                + " http://bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.example/",
        "Network is unreachable, http://255.255.255.255/, http://224.0.0.1/"
    })
    void isWaitedForOnce(String words, String first, String second) throws Exception {
        images.configure("a", first);
        images.configure("b", second);

        List<String> lines = images.run();

        assertThat(about("a", lines)).hasSize(ATTEMPTS).last().asString().contains("failed: ", words, "tried 6 times");
        assertThat(about("b", lines))
                .singleElement()
                .asString()
                .startsWith("b: failed: " + second + "manifest: ")
                .contains(words)
                .doesNotContain("tried");
    }

    @Test
    void isWaitedForOnceWhereTheProxyIsDown() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        images.environment(Map.of("http_proxy", "http://127.0.0.1:" + port));
        images.configure("a", "http://a.example/");
        images.configure("b", "http://b.example/");

        List<String> lines = images.run();

        assertThat(about("a", lines)).hasSize(ATTEMPTS);
        assertThat(about("b", lines)).singleElement().asString().contains("http://b.example/", "cannot connect to the");
    }

    @Test
    void isOverWhenAServerAnswers() throws Exception {
        images.configure("a", nowhere("a"));
        images.add("b", server);
        images.configure("c", nowhere("c"));

        List<String> lines = images.run();

        assertThat(lines).contains("b: updated to 1.0");
        assertThat(about("c", lines)).hasSize(ATTEMPTS);
    }

    @Test
    void isNotOverWhenADirectoryIsRead() throws Exception {
        images.configure("a", nowhere("a"));
        images.publish("b", "1.0");
        images.configure("b", images.origins().resolve("b").toUri().toString());
        images.configure("c", nowhere("c"));

        List<String> lines = images.run();

        assertThat(lines).contains("b: updated to 1.0");
        assertThat(about("c", lines)).hasSize(1);
    }

    @Test
    void doesNotMakeAServerThatIsOverloadedWaitForLess() throws Exception {
        images.configure("a", nowhere("a"));
        images.add("b", server);
        server.next(manifest("b"), answering(503), answering(503));

        assertThat(images.run()).endsWith("b: updated to 1.0");
    }

    @Test
    void isNotWhatOneServerThatIsDownIsTakenFor() throws Exception {
        images.add("a", server);
        images.configure("b", nowhere("b"));
        server.always(manifest("a"), answering(503));

        List<String> lines = images.run();

        assertThat(about("a", lines)).hasSize(ATTEMPTS);
        assertThat(about("b", lines)).hasSize(ATTEMPTS);
    }
}
