package tako.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.before;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.contentLength;
import static tako.testing.Behaviour.endlessBody;
import static tako.testing.Behaviour.endlessHeaders;
import static tako.testing.Behaviour.entityTag;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.followedBy;
import static tako.testing.Behaviour.gzipped;
import static tako.testing.Behaviour.header;
import static tako.testing.Behaviour.holding;
import static tako.testing.Behaviour.ignoringRange;
import static tako.testing.Behaviour.raw;
import static tako.testing.Behaviour.redirectingTo;
import static tako.testing.Behaviour.resetAfter;
import static tako.testing.Behaviour.shortenedTo;
import static tako.testing.Behaviour.stallAfter;
import static tako.testing.Behaviour.stallBeforeHead;
import static tako.testing.Behaviour.status;
import static tako.testing.Behaviour.withoutHeader;
import static tako.testing.Behaviour.withoutValidators;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.PlainClient.Reply;

@Timeout(60)
class HttpOriginMisbehaviourTest {
    private static final String DIGITS = "0123456789";

    private final Path image;
    private final HttpOrigin origin;
    private final PlainClient client;

    HttpOriginMisbehaviourTest(@TempDir Path directory) throws IOException {
        image = Files.writeString(directory.resolve("image"), DIGITS);
        Files.writeString(directory.resolve("other"), "other");
        origin = HttpOrigin.http(directory);
        client = new PlainClient(origin);
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void misbehavesForOneRequestAfterTheOtherThenAlwaysThenNoMore() throws Exception {
        origin.next("/image", answering(500));
        origin.next("/image", answering(503));
        origin.always("/image", answering(404));
        assertThat(client.get("/image").statusLine()).contains(" 500 ");
        assertThat(client.get("/other").statusLine()).contains(" 200 ");
        assertThat(client.get("/image").statusLine()).contains(" 503 ");
        assertThat(client.get("/image").statusLine()).contains(" 404 ");
        assertThat(client.get("/image").statusLine()).contains(" 404 ");
        origin.always("/image");
        assertThat(client.get("/image").body()).isEqualTo(DIGITS);
    }

    @Test
    void answersWhatItIsTold() throws Exception {
        origin.next(
                "/none",
                answering(429, Headers.of("Retry-After", "7").and("Retry-After", "8"), Content.of("no\u001b[2J")));
        Reply reply = client.get("/none");
        assertThat(reply.head())
                .isEqualTo(
                        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nRetry-After: 8\r\nContent-Length: 6\r\n");
        assertThat(reply.body()).isEqualTo("no\u001b[2J");
    }

    @Test
    void redirectsAnywhere() throws Exception {
        origin.next("/image", redirectingTo("file:///etc/passwd"));
        Reply reply = client.get("/image");
        assertThat(reply.statusLine()).contains(" 302 ");
        assertThat(reply.header("Location")).isEqualTo("file:///etc/passwd");
    }

    @Test
    void saysThatNothingChangedThoughNobodyAsked() throws Exception {
        origin.next("/image", answering(304));
        assertThat(client.get("/image").text()).isEqualTo("HTTP/1.1 304 Not Modified\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 10})
    void closesTheConnectionInTheBody(int bytes) throws Exception {
        origin.next("/image", closeAfter(bytes));
        Reply reply = client.get("/image");
        assertThat(reply.header("Content-Length")).isEqualTo("10");
        assertThat(reply.body()).isEqualTo(DIGITS.substring(0, bytes));
        assertThat(reply.reset()).isFalse();
        assertThat(origin.bodyBytesSent()).isEqualTo(bytes);
    }

    @Test
    void resetsTheConnectionInTheBody() throws Exception {
        origin.next("/image", resetAfter(5));
        Reply reply = client.get("/image");
        assertThat(reply.reset()).isTrue();
        assertThat(reply.text()).doesNotEndWith(DIGITS);
        assertThat(origin.bodyBytesSent()).isEqualTo(5);
    }

    @Test
    void stallsInTheBodyUntilTheGateOpens() throws Exception {
        Gate gate = new Gate();
        origin.next("/image", stallAfter(4, gate));
        try (Socket socket = client.send("GET", "/image")) {
            gate.awaitReached();
            assertThat(origin.bodyBytesSent()).isEqualTo(4);
            assertThat(client.get("/image").body()).isEqualTo(DIGITS);
            gate.open();
            assertThat(PlainClient.readAll(socket).body()).isEqualTo(DIGITS);
        }
    }

    @Test
    void stallsBeforeTheHead() throws Exception {
        Gate gate = new Gate();
        origin.next("/image", stallBeforeHead(gate));
        try (Socket socket = client.send("GET", "/image")) {
            gate.awaitReached();
            assertThat(socket.getInputStream().available()).isZero();
            gate.open();
            assertThat(PlainClient.readAll(socket).body()).isEqualTo(DIGITS);
        }
    }

    @Test
    void closesWhileItStalls() throws Exception {
        Gate gate = new Gate();
        origin.next("/image", stallAfter(4, gate));
        try (Socket socket = client.send("GET", "/image")) {
            gate.awaitReached();
            origin.close();
            assertThat(PlainClient.readAll(socket).body()).isEqualTo("0123");
        }
    }

    @Test
    void stallsAndThenCuts() throws Exception {
        Gate gate = new Gate();
        gate.open();
        origin.next("/image", closeAfter(7), stallAfter(2, gate));
        assertThat(client.get("/image").body()).isEqualTo("0123456");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 11, Long.MAX_VALUE})
    void liesAboutTheLength(long length) throws Exception {
        origin.next("/image", contentLength(length));
        Reply reply = client.get("/image");
        assertThat(reply.header("Content-Length")).isEqualTo(Long.toString(length));
        assertThat(reply.body()).isEqualTo(DIGITS);
    }

    @Test
    void closesAConnectionOnWhichALieWasToldThoughAskedToKeepIt() throws Exception {
        origin.next("/image", contentLength(9));
        try (Socket socket = client.connect()) {
            socket.getOutputStream().write("GET /image HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(PlainClient.readAll(socket).body()).isEqualTo(DIGITS);
        }
    }

    @Test
    void saysNothingOfTheLength() throws Exception {
        origin.next("/image", withoutHeader("Content-Length"));
        Reply reply = client.get("/image");
        assertThat(reply.head()).doesNotContain("Content-Length");
        assertThat(reply.body()).isEqualTo(DIGITS);
    }

    @Test
    void servesAnotherFileUnderTheSameValidators() throws Exception {
        String tag = client.get("/image").header("ETag");
        origin.always("/image", holding(Content.of("abcdefgh")));
        Reply reply = client.get("/image", "Range: bytes=6-", "If-Range: " + tag);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes 6-7/8");
        assertThat(reply.header("ETag")).isEqualTo(tag);
        assertThat(reply.body()).isEqualTo("gh");
    }

    @Test
    void servesAFileThatIsShorterLongerOrChanged() throws Exception {
        origin.next("/image", shortenedTo(3));
        origin.next("/image", followedBy(Content.of("ab")));
        origin.next("/image", flippedAt(9));
        origin.next("/image", flippedAt(9));
        origin.next("/image", shortenedTo(8), followedBy(Content.of("x")), flippedAt(0));
        assertThat(client.get("/image").body()).isEqualTo("012");
        assertThat(client.get("/image").body()).isEqualTo("0123456789ab");
        assertThat(client.get("/image").body()).isEqualTo("0123456788");
        assertThat(client.get("/image", "Range: bytes=8-").body()).isEqualTo("88");
        assertThat(client.get("/image").body()).isEqualTo("11234567x");
    }

    @Test
    void ignoresARange() throws Exception {
        origin.next("/image", ignoringRange());
        Reply reply = client.get("/image", "Range: bytes=5-");
        assertThat(reply.statusLine()).contains(" 200 ");
        assertThat(reply.body()).isEqualTo(DIGITS);
    }

    @Test
    void answersAnotherRangeThanItSays() throws Exception {
        origin.next("/image", header("Content-Range", "bytes 0-4/10"));
        origin.next("/image", status(206), header("Content-Range", "bytes 0-9/10"));
        Reply reply = client.get("/image", "Range: bytes=5-");
        assertThat(reply.statusLine()).contains(" 206 ");
        assertThat(reply.header("Content-Range")).isEqualTo("bytes 0-4/10");
        assertThat(reply.body()).isEqualTo("56789");
        assertThat(client.get("/image").statusLine()).contains(" 206 ");
    }

    @Test
    void hasNoValidatorsSoThatNoConditionHolds() throws Exception {
        String tag = client.get("/image").header("ETag");
        origin.always("/image", withoutValidators());
        Reply reply = client.get("/image", "If-None-Match: " + tag);
        assertThat(reply.statusLine()).contains(" 200 ");
        assertThat(reply.head()).doesNotContain("ETag", "Last-Modified");
        assertThat(client.get("/image", "Range: bytes=5-", "If-Range: " + tag).statusLine())
                .contains(" 200 ");
    }

    @Test
    void hasAWeakTagThatServesNoRange() throws Exception {
        origin.always("/image", entityTag("W/\"weak\""));
        assertThat(client.get("/image").header("ETag")).isEqualTo("W/\"weak\"");
        assertThat(client.get("/image", "If-None-Match: W/\"weak\"").statusLine())
                .contains(" 304 ");
        assertThat(client.get("/image", "Range: bytes=5-", "If-Range: W/\"weak\"")
                        .statusLine())
                .contains(" 200 ");
    }

    @Test
    void compressesThoughNobodyAsked() throws Exception {
        origin.next("/image", gzipped());
        Reply reply = client.get("/image");
        byte[] packed = reply.body().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(reply.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(packed.length));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
                .asString()
                .isEqualTo(DIGITS);
    }

    @Test
    void sendsChunksAndCutsThem() throws Exception {
        origin.next("/image", chunked());
        origin.next("/image", chunked(), closeAfter(4));
        assertThat(client.get("/image").body()).isEqualTo("a\r\n0123456789\r\n0\r\n\r\n");
        assertThat(client.get("/image").body()).isEqualTo("4\r\n0123\r\n");
    }

    @Test
    void sendsHeaderFieldsAsTheyAreAndLeavesThemOut() throws Exception {
        origin.next("/image", header("Content-Length", "ten"), withoutHeader("etag"));
        Reply reply = client.get("/image");
        assertThat(reply.header("Content-Length")).isEqualTo("ten");
        assertThat(reply.head()).doesNotContain("ETag");
    }

    @Test
    void sendsRawBytes() throws Exception {
        origin.next("/image", raw(Content.of("SSH-2.0\r\n")));
        origin.next("/image", raw(Content.of("")));
        assertThat(client.get("/image").text()).isEqualTo("SSH-2.0\r\n");
        assertThat(client.get("/image").text()).isEmpty();
    }

    @Test
    void sendsABodyAndAHeaderWithoutAnEnd() throws Exception {
        origin.next("/image", endlessBody());
        origin.next("/image", endlessHeaders());
        int mebibyte = 1 << 20;
        try (Socket socket = client.send("GET", "/image")) {
            String start = new String(socket.getInputStream().readNBytes(mebibyte), StandardCharsets.ISO_8859_1);
            assertThat(start).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("Content-Length");
            assertThat(start.split("\r\n\r\n", -1)[1]).startsWith("and so on and so on ");
        }
        try (Socket socket = client.send("GET", "/image")) {
            String start = new String(socket.getInputStream().readNBytes(mebibyte), StandardCharsets.ISO_8859_1);
            assertThat(start).startsWith("HTTP/1.1 200 OK\r\nX-Filler: ").doesNotContain("\r\n\r\n");
        }
    }

    @Test
    void closesWhileItSendsWithoutAnEndToAClientThatTakesItAll() throws Exception {
        origin.next("/image", endlessBody());
        try (Socket socket = client.send("GET", "/image")) {
            socket.getInputStream().readNBytes(1000);
            Thread taker = Thread.ofVirtual().start(() -> PlainClient.takeAll(socket));
            origin.close();
            taker.join();
        }
    }

    @Test
    void runsAHookBeforeItLooksAtTheFile() throws Exception {
        origin.next("/image", before(() -> write("new")));
        assertThat(client.get("/image").body()).isEqualTo("new");
    }

    @Test
    void goesOnWithTheFileThatItOpenedWhenAnotherTakesItsName() throws Exception {
        Gate gate = new Gate();
        origin.next("/image", stallAfter(4, gate));
        try (Socket socket = client.send("GET", "/image")) {
            gate.awaitReached();
            Files.move(image.resolveSibling("other"), image, StandardCopyOption.REPLACE_EXISTING);
            gate.open();
            assertThat(PlainClient.readAll(socket).body()).isEqualTo(DIGITS);
        }
        assertThat(client.get("/image").body()).isEqualTo("other");
    }

    private void write(String content) {
        try {
            Files.writeString(image, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
