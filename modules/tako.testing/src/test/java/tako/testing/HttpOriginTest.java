package tako.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.PlainClient.Reply;

class HttpOriginTest {
    private static final String DIGITS = "0123456789";
    private static final String DATE = "Sat, 03 Jan 2026 04:05:06 GMT";

    private final HttpOrigin origin;
    private final PlainClient client;
    private final Path directory;

    HttpOriginTest(@TempDir Path temporary) throws IOException {
        directory = Files.createDirectory(temporary.resolve("origin"));
        origin = HttpOrigin.http(directory);
        client = new PlainClient(origin);
    }

    @BeforeEach
    void publish() throws IOException {
        Path image = Files.writeString(directory.resolve("image"), DIGITS);
        Files.setLastModifiedTime(image, FileTime.from(Instant.parse("2026-01-03T04:05:06.789Z")));
        Files.createDirectory(directory.resolve("store"));
        Files.writeString(directory.resolve("../secret"), "secret");
        Files.createSymbolicLink(directory.resolve("way-out"), Path.of("../secret"));
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void servesAFileWithItsLengthAndValidators() throws Exception {
        Reply reply = client.get("/image");
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(reply.header("Content-Length")).isEqualTo("10");
        assertThat(reply.header("Last-Modified")).isEqualTo(DATE);
        assertThat(reply.header("ETag")).matches("\"[0-9a-f]+-a\"");
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.body()).isEqualTo(DIGITS);
    }

    @Test
    void answersHeadWithTheSameHeaderAndNoBody() throws Exception {
        assertThat(client.ask("HEAD", "/image").text())
                .isEqualTo(client.get("/image").head() + "\r\n");
        assertThat(origin.bodyBytesSent()).isEqualTo(DIGITS.length());
    }

    @Test
    void recordsWhatItWasAskedAndCountsWhatItSent() throws Exception {
        client.get("/image?x=y", "range: bytes=0-3");
        client.ask("HEAD", "/other%20one", "User-Agent: tako");
        assertThat(origin.requests()).extracting(Request::method).containsExactly("GET", "HEAD");
        assertThat(origin.requests()).extracting(Request::path).containsExactly("/image", "/other one");
        assertThat(origin.requests("/image").getFirst().header("Range")).contains("bytes=0-3");
        assertThat(origin.requests("/other one").getFirst().header("user-agent"))
                .contains("tako");
        assertThat(origin.bodyBytesSent()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-      | 0123456789 | bytes 0-9/10",
                "bytes=3-5     | 345        | bytes 3-5/10",
                "bytes=9-      | 9          | bytes 9-9/10",
                "bytes=8-99    | 89         | bytes 8-9/10",
                "bytes=-3      | 789        | bytes 7-9/10",
                "bytes=-99     | 0123456789 | bytes 0-9/10",
            })
    void servesARange(String range, String body, String contentRange) throws Exception {
        Reply reply = client.get("/image", "Range: " + range);
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 206 Partial Content");
        assertThat(reply.header("Content-Range")).isEqualTo(contentRange);
        assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(body.length()));
        assertThat(reply.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=5-3", "bytes=-0", "bytes=x-", "bytes=--1", "bytes=7"})
    void refusesARangeThatIsNotInTheFile(String range) throws Exception {
        Reply reply = client.get("/image", "Range: " + range);
        assertThat(reply.statusLine()).contains(" 416 ");
        assertThat(reply.header("Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void ignoresSeveralRangesAndOtherUnits() throws Exception {
        assertThat(client.get("/image", "Range: bytes=0-1,3-4").statusLine()).contains(" 200 ");
        assertThat(client.get("/image", "Range: lines=0-1").statusLine()).contains(" 200 ");
    }

    @Test
    void servesARangeOnlyOfTheFileThatTheClientHasAPartOf() throws Exception {
        String tag = client.get("/image").header("ETag");
        assertThat(partIf(tag)).contains(" 206 ");
        assertThat(partIf(DATE)).contains(" 206 ");
        assertThat(partIf("W/" + tag)).contains(" 200 ");
        assertThat(partIf("\"other\"")).contains(" 200 ");
        assertThat(partIf("Sat, 03 Jan 2026 04:05:07 GMT")).contains(" 200 ");
    }

    @Test
    void saysThatAFileIsUnmodified() throws Exception {
        String tag = client.get("/image").header("ETag");
        Reply reply = client.get("/image", "If-None-Match: \"x\", W/" + tag);
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 304 Not Modified");
        assertThat(reply.header("ETag")).isEqualTo(tag);
        assertThat(reply.head()).doesNotContain("Content-Length");
        assertThat(reply.body()).isEmpty();
        assertThat(statusIf("If-None-Match: *")).contains(" 304 ");
        assertThat(statusIf("If-Modified-Since: " + DATE)).contains(" 304 ");
        assertThat(statusIf("If-None-Match: " + tag, "If-Modified-Since: " + DATE))
                .contains(" 304 ");
    }

    @Test
    void servesAFileThatChanged() throws Exception {
        String tag = client.get("/image").header("ETag");
        assertThat(statusIf("If-None-Match: \"x\"", "If-Modified-Since: " + DATE))
                .contains(" 200 ");
        assertThat(statusIf("If-Modified-Since: Sun, 04 Jan 2026 04:05:06 GMT")).contains(" 200 ");
        Files.setLastModifiedTime(directory.resolve("image"), FileTime.from(Instant.parse("2026-01-03T04:05:06.790Z")));
        assertThat(statusIf("If-None-Match: " + tag)).contains(" 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none",
                "/image/none",
                "/../secret",
                "/%2e%2e/secret",
                "/store/..%2f../secret",
                "/way-out",
                "/%00",
                "/%zz",
                "*"
            })
    void hasNothingElse(String target) throws Exception {
        Reply reply = client.get(target);
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(reply.body()).isEqualTo("404 Not Found\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/store", "/store/", "/store/.."})
    void listsNoDirectory(String target) throws Exception {
        assertThat(client.get(target).statusLine()).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    @Test
    void takesNothing() throws Exception {
        assertThat(client.ask("DELETE", "/image").statusLine()).contains(" 405 ");
        assertThat(directory.resolve("image")).exists();
    }

    @Test
    void answersManyRequestsOnOneConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(origin.url("/image")).toURL().openConnection();
            assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo(DIGITS);
        }
        assertThat(origin.requests()).hasSize(3);
        assertThat(origin.connections()).isEqualTo(1);
    }

    @Test
    void servesBeyondFourGibibytes() throws Exception {
        long fiveGibibytes = 5L << 30;
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("large").toFile(), "rw")) {
            sparse.setLength(fiveGibibytes);
            sparse.seek(fiveGibibytes - 3);
            sparse.writeBytes("end");
        }
        assertThat(client.ask("HEAD", "/large").header("Content-Length")).isEqualTo("5368709120");
        assertThat(client.get("/large", "Range: bytes=5368709117-").body()).isEqualTo("end");
    }

    @Test
    void endsEveryConnectionAndListensNoMoreOnceClosed() throws Exception {
        try (Socket idle = client.connect()) {
            client.get("/image");
            origin.close();
            assertThat(PlainClient.readAll(idle).text()).isEmpty();
        }
        assertThatThrownBy(() -> client.get("/image")).isInstanceOf(ConnectException.class);
    }

    private String partIf(String condition) throws IOException {
        return client.get("/image", "Range: bytes=5-", "If-Range: " + condition).statusLine();
    }

    private String statusIf(String... conditions) throws IOException {
        return client.get("/image", conditions).statusLine();
    }
}
