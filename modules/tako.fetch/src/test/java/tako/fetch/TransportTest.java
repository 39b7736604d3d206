package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.endlessChunkExtension;
import static tako.testing.Behaviour.endlessHeaders;
import static tako.testing.Behaviour.endlessInterimAnswers;
import static tako.testing.Behaviour.header;
import static tako.testing.Behaviour.raw;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Content;

/** Servers that do not speak as they should. */
class TransportTest extends UpdateFixture {
    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
    }

    private void assertRefused(String words) throws Exception {
        assertThat(failureThatChangesNothing())
                .startsWith(origin.url() + "/manifest: ")
                .contains(words)
                .matches("\\p{Print}*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "220 mail.example.com ESMTP\r\n",
                "\u0000\u001b[2J\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 two hundred\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String answer) throws Exception {
        origin.always(Origin.MANIFEST, raw(Content.of(answer)));

        assertRefused("the answer is not HTTP");
    }

    @Test
    void stopsReadingWhatIsNotHttpAndHasNoEnd() throws Exception {
        origin.always(Origin.MANIFEST, raw(Content.repeating("and so on ")));

        assertRefused("the answer is not HTTP");
        assertThat(origin.server().bodyBytesSent()).isLessThan(64 << 20);
    }

    @Test
    void refusesAnAnswerWithoutAnyBytes() throws Exception {
        origin.always(Origin.MANIFEST, raw(Content.of("")));

        assertRefused("the connection failed");
    }

    @Test
    void stopsReadingHeadersWithoutAnEnd() throws Exception {
        origin.always(Origin.MANIFEST, endlessHeaders());

        assertRefused("the connection failed: Header size too big");
        assertThat(origin.server().bodyBytesSent()).isLessThan(64 << 20);
    }

    @Test
    void stopsReadingAHeaderLineWithoutAnEnd() throws Exception {
        origin.always(Origin.MANIFEST, raw(Content.of("HTTP/1.1 200 OK\r\nX: ").and(Content.repeating("and so on "))));

        assertRefused("the connection failed: Header size too big");
        assertThat(origin.server().bodyBytesSent()).isLessThan(64 << 20);
    }

    @Test
    void stopsReadingInterimAnswersWithoutAnEnd() throws Exception {
        origin.always(Origin.MANIFEST, endlessInterimAnswers());

        assertRefused("most likely the server sends interim answers (status 1xx) without an end");
    }

    @Test
    void stopsReadingAChunkExtensionWithoutAnEnd() throws Exception {
        origin.always(Origin.MANIFEST, endlessChunkExtension());

        assertRefused("the connection failed: Chunk header too long (tried 6 times)");
    }

    @Test
    void takesTrailersThatEnd() throws Exception {
        String manifest = Files.readString(origin.directory().resolve("manifest"));
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        String size = Integer.toHexString(manifest.length());
        origin.always(Origin.MANIFEST, raw(Content.of(head + size + "\r\n" + manifest + "\r\n0\r\nx: y\r\n\r\n")));

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\nhello\r\n0\r\n\r\n", "-1\r\n", "ffffffffffffffffffff\r\nx", "5\r\nhello", ""})
    void refusesChunksThatAreNone(String chunks) throws Exception {
        origin.always(
                Origin.MANIFEST, raw(Content.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)));

        assertRefused("the connection failed");
    }

    @Test
    void noticesThatAManifestWasCut() throws Exception {
        origin.always(Origin.MANIFEST, closeAfter(100));

        assertRefused("the connection failed");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        origin.close();

        assertRefused("cannot connect: Connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\u001b[2J\"", "\"\u00e9\""})
    void keepsNoValidatorThatIsNotPlainText(String tag) throws Exception {
        origin.always(Origin.MANIFEST, header("ETag", tag));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(Files.readString(here(".tako/validators"))).doesNotContain(tag);
        assertThat(origin.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isEmpty();
        assertThat(origin.requests(Origin.MANIFEST).getLast().header("If-Modified-Since"))
                .isPresent();
    }

    @Test
    void keepsNoValidatorThatIsVeryLong() throws Exception {
        origin.always(Origin.MANIFEST, header("ETag", '"' + "x".repeat(100_000) + '"'));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(here(".tako/validators").toFile().length()).isLessThan(1000);
    }
}
