package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.contentLength;
import static tako.testing.Behaviour.endlessBody;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.followedBy;
import static tako.testing.Behaviour.gzipped;
import static tako.testing.Behaviour.holding;
import static tako.testing.Behaviour.shortenedTo;
import static tako.testing.Behaviour.withoutHeader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Behaviour;
import tako.testing.Content;
import tako.testing.Headers;

/** Images other than signed: each is refused, what was installed stays, and the next run repairs it. */
class RefusalTest extends UpdateFixture {
    private static final String OLD = "the image before";
    private static final String NEW = "0123456789";

    @BeforeEach
    void install() throws Exception {
        origin.publish("1.0", OLD);
        run();
        origin.publish("1.1", NEW);
    }

    private void assertRefused(String words, Behaviour... behaviours) throws Exception {
        origin.always(Origin.path(NEW), behaviours);
        assertThat(failureThatChangesNothing())
                .startsWith(origin.url() + Origin.path(NEW) + ": ")
                .contains(words)
                .matches("\\p{Print}*");
        assertThat(latest()).hasValue(OLD);

        origin.always(Origin.path(NEW));
        assertThat(run()).isEqualTo(updated("1.0", "1.1"));
        assertThat(latest()).hasValue(NEW);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9})
    void refusesAChangedBit(int offset) throws Exception {
        assertRefused("its SHA-256 is not the one that the manifest signs", flippedAt(offset));
    }

    @Test
    void refusesAnotherImageOfTheSameLength() throws Exception {
        assertRefused("its SHA-256 is not the one", holding(Content.of("9876543210")));
    }

    @Test
    void refusesOneThatIsTooLongByItsLength() throws Exception {
        assertRefused("it has 11 bytes and the manifest signs 10", followedBy(Content.of("x")));
    }

    @Test
    void refusesOneThatIsTooLongInChunks() throws Exception {
        assertRefused("it has more than the 10 bytes", followedBy(Content.of("x")), chunked());
    }

    @Test
    void refusesOneThatIsTooLongWithoutALength() throws Exception {
        assertRefused("it has more than the 10 bytes", followedBy(Content.of("x")), withoutHeader("Content-Length"));
    }

    @Test
    void stopsReadingOneWithoutAnEnd() throws Exception {
        assertRefused("it has more than the 10 bytes", endlessBody());
        assertThat(origin.server().bodyBytesSent()).isLessThan(64 << 20);
    }

    @Test
    void refusesOneThatIsTooShortByItsLength() throws Exception {
        assertRefused("it has 9 bytes and the manifest signs 10", shortenedTo(9));
    }

    @Test
    void refusesOneThatIsTooShortInChunks() throws Exception {
        assertRefused("the image ended after 9 of 10 bytes", shortenedTo(9), chunked());
    }

    @Test
    void refusesOneThatIsTooShortWithoutALength() throws Exception {
        assertRefused("the image ended after 9 of 10 bytes", shortenedTo(9), withoutHeader("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 11, Long.MAX_VALUE})
    void refusesALengthOtherThanSignedBeforeTheBody(long length) throws Exception {
        assertRefused("it has " + length + " bytes and the manifest signs 10", contentLength(length));
        assertThat(reporter.transfers()).containsExactly("downloading 1.1 from 0 to 10 of 10");
    }

    @Test
    void noticesThatALengthWasALie() throws Exception {
        assertRefused("the connection failed", shortenedTo(9), contentLength(10));
    }

    @Test
    void refusesACompressedOne() throws Exception {
        assertRefused("the server compresses the file although nobody asked it to", gzipped());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 300, 304, 400, 401, 403, 407, 412, 416, 429, 500, 503, 999})
    void saysWithWhichStatusTheServerAnswers(int status) throws Exception {
        assertRefused("the server answers with status " + status, answering(status));
    }

    @Test
    void showsNothingOfWhatAServerSaysInAnError() throws Exception {
        Headers headers = Headers.of("Content-Type", "text/\u001b[31m");
        assertRefused("status 500", answering(500, headers, Content.of("\u001b[2J sorry")));
    }
}
