package tako.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.contentLength;
import static tako.testing.Behaviour.gzipped;
import static tako.testing.Behaviour.ignoringRange;
import static tako.testing.Behaviour.redirectingTo;
import static tako.testing.Behaviour.resetAfter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** curl(1) as the judge of whether the origin is a web server; its exit statuses are those of its manual page. */
@Timeout(60)
class HttpOriginCurlTest {
    private static final int PARTIAL_FILE = 18;
    private static final int HTTP_ERROR = 22;
    private static final int RANGE_ERROR = 33;
    private static final int RECEIVE_ERROR = 56;

    private final Path image;
    private final Path copy;
    private final HttpOrigin origin;

    HttpOriginCurlTest(@TempDir Path directory) throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Path served = Files.createDirectory(directory.resolve("served"));
        image = Files.write(served.resolve("image"), bytes);
        copy = directory.resolve("copy");
        origin = HttpOrigin.http(served);
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void fetches() throws Exception {
        assertThat(curl("--output", copy.toString()).status()).isZero();
        assertThat(copy).hasSameBinaryContentAs(image);
    }

    @Test
    void fetchesInPiecesOverOneConnection() throws Exception {
        SystemCommand fetched = SystemCommand.curl(
                "--fail",
                "--range",
                "0-9",
                origin.url("/image"),
                origin.url("/image"),
                "--head",
                "--write-out",
                "%{http_code} %{num_connects}\n",
                "--output",
                copy.toString(),
                "--output",
                copy.toString());
        assertThat(fetched.output()).isEqualTo("206 1\n206 0\n");
        assertThat(origin.connections()).isEqualTo(1);
    }

    @Test
    void resumesWhereTheConnectionWasCut() throws Exception {
        origin.next("/image", closeAfter(100_000));
        assertThat(curl("--output", copy.toString()).status()).isEqualTo(PARTIAL_FILE);
        assertThat(copy).hasSize(100_000);
        assertThat(curl("--continue-at", "-", "--output", copy.toString()).status())
                .isZero();
        assertThat(copy).hasSameBinaryContentAs(image);
        assertThat(origin.requests().getLast().header("Range")).contains("bytes=100000-");
        assertThat(origin.bodyBytesSent()).isEqualTo(300_000);
    }

    @Test
    void fetchesNothingThatItHas() throws Exception {
        Path tag = copy.resolveSibling("tag");
        curl("--remote-time", "--output", copy.toString(), "--etag-save", tag.toString());
        assertThat(code("--time-cond", copy.toString())).isEqualTo("304");
        assertThat(code("--etag-compare", tag.toString())).isEqualTo("304");
        Files.writeString(image, "changed");
        assertThat(code("--etag-compare", tag.toString())).isEqualTo("200");
    }

    @Test
    void failsAsToldByTheStatus() throws Exception {
        origin.next("/image", answering(503));
        assertThat(curl().status()).isEqualTo(HTTP_ERROR);
        assertThat(curl("--range", "300000-").status()).isEqualTo(HTTP_ERROR);
        assertThat(code("--range", "299999-", "--head")).isEqualTo("206");
    }

    @Test
    void followsARedirect() throws Exception {
        origin.next("/image", redirectingTo(origin.url("/image")));
        assertThat(curl("--location", "--output", copy.toString()).status()).isZero();
        assertThat(copy).hasSameBinaryContentAs(image);
    }

    @Test
    void noticesWhatIsWrongOnTheWire() throws Exception {
        origin.next("/image", resetAfter(100_000));
        origin.next("/image", contentLength(300_001));
        origin.next("/image", chunked(), closeAfter(100_000));
        assertThat(curl("--output", copy.toString()).status()).isEqualTo(RECEIVE_ERROR);
        assertThat(curl("--output", copy.toString()).status()).isEqualTo(PARTIAL_FILE);
        assertThat(curl("--output", copy.toString()).status()).isEqualTo(PARTIAL_FILE);
        origin.next("/image", ignoringRange());
        assertThat(curl("--continue-at", "100000", "--output", copy.toString()).status())
                .isEqualTo(RANGE_ERROR);
    }

    @Test
    void readsChunksAndCompression() throws Exception {
        origin.next("/image", gzipped(), chunked());
        assertThat(curl("--compressed", "--output", copy.toString()).status()).isZero();
        assertThat(copy).hasSameBinaryContentAs(image);
    }

    private SystemCommand curl(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--fail"));
        all.addAll(List.of(options));
        all.add(origin.url("/image"));
        return SystemCommand.curl(all.toArray(String[]::new));
    }

    private String code(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--output", "/dev/null", "--write-out", "%{http_code}"));
        return curl(all.toArray(String[]::new)).output();
    }
}
