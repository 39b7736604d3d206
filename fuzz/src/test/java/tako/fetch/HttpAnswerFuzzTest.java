package tako.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tako.fuzz.Message;
import tako.store.Validator;

class HttpAnswerFuzzTest {
    private static final int MAX_BODY = 1 << 16;
    private static final Validator KNOWN = new Validator(Optional.of("\"1\""), Optional.empty());

    private static RawServer server;
    private static HttpTransport transport;
    private static URI file;

    @BeforeAll
    static void start() throws Exception {
        server = new RawServer();
        Time time = new Time.OfTheMachine();
        transport = new HttpTransport(
                "tako/test",
                new Credentials(Optional.empty(), Map.of(), new Silence()),
                new TrustStore(Optional.empty(), Optional.empty(), Map.of()),
                new Proxies(Map.of()),
                new Addresses(new Addresses.OfTheMachine()),
                new Flow(Limits.STANDARD, new Deadline(Optional.empty(), time), OptionalLong.empty(), time));
        file = URI.create("http://127.0.0.1:" + server.port() + "/manifest");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** The bytes that a server sends, head and body. Redirects are left out: they would lead out of this machine. */
    @FuzzTest
    void isAFileOrRefused(byte[] input) {
        if (new String(input, ISO_8859_1).toLowerCase(Locale.ROOT).contains("location")) {
            return;
        }
        server.answerWith(input);
        check(() -> transport.getNow(file, Optional.of(KNOWN)));
        check(() -> transport.get(file, 2, Optional.of(KNOWN)));
    }

    private static final class Silence implements Reporter {
        @Override
        public void info(String message) {}

        @Override
        public void warning(String message) {}

        @Override
        public Progress begin(String what, long done, long total) {
            throw new AssertionError("nothing is downloaded here");
        }
    }

    private interface Request {
        Reply send() throws FetchException;
    }

    private static void check(Request request) {
        try {
            if (request.send() instanceof Reply.Found found) {
                read(found);
            }
        } catch (FetchException e) {
            assertThat(e.getMessage()).startsWith(file.toString());
        }
    }

    private static void read(Reply.Found found) throws FetchException {
        assertThat(found.length().orElse(0)).isNotNegative();
        found.validator().etag().ifPresent(Message::requireOneLine);
        found.validator().lastModified().ifPresent(Message::requireOneLine);
        try (Body body = found.body()) {
            assertThat(body.readUpTo(MAX_BODY)).hasSizeLessThanOrEqualTo(MAX_BODY);
        }
    }
}
