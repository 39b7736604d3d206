package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.raw;
import static tako.testing.Behaviour.resetAfter;
import static tako.testing.Behaviour.stallBeforeHead;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Behaviour;
import tako.testing.Content;
import tako.testing.Gate;
import tako.testing.Headers;

/** Faults that pass, and those that do not. */
class RetryTest extends UpdateFixture {
    private static final String IMAGE = Origin.path("one");

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
    }

    private void failTwice(String path, Behaviour... behaviours) {
        origin.next(path, behaviours);
        origin.next(path, behaviours);
    }

    private void assertInstallsAtTheThirdAttempt(String path, String fault) throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings()).isEmpty();
        assertThat(reporter.infos())
                .hasSize(2)
                .allSatisfy(info -> assertThat(info)
                        .startsWith(origin.url() + path + ": " + fault)
                        .matches(".*; trying again in [0-9.]+ s"));
        assertThat(time.pauses()).hasSize(2);
    }

    private static Behaviour askingToWait(int status, String retryAfter) {
        return answering(status, Headers.of("Retry-After", retryAfter), Content.of("later"));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void asksAgainAServerThatIsOverloaded(int status) throws Exception {
        failTwice(Origin.MANIFEST, answering(status));
        assertInstallsAtTheThirdAttempt(Origin.MANIFEST, "the server answers with status " + status);
    }

    @Test
    void asksAgainForAnImage() throws Exception {
        failTwice(IMAGE, answering(503));
        assertInstallsAtTheThirdAttempt(IMAGE, "the server answers with status 503");
    }

    @Test
    void asksAgainAfterAReset() throws Exception {
        failTwice(Origin.MANIFEST, resetAfter(10));
        assertInstallsAtTheThirdAttempt(Origin.MANIFEST, "the connection failed: ");
    }

    @Test
    void asksAgainAfterAConnectionThatWasClosedEarly() throws Exception {
        failTwice(IMAGE, closeAfter(1));
        assertInstallsAtTheThirdAttempt(IMAGE, "the connection failed: ");
    }

    @Test
    void asksAgainAServerThatDoesNotAnswer() throws Exception {
        limits.silence = Duration.ofMillis(100);
        failTwice(Origin.MANIFEST, stallBeforeHead(new Gate()));
        assertInstallsAtTheThirdAttempt(Origin.MANIFEST, "the server does not answer in time");
    }

    @Test
    void asksAgainAServerThatDribblesItsHeaders() throws Exception {
        limits.answer = Duration.ofMillis(300);
        Content head = Content.of("HTTP/1.1 200 OK\r\nX: ").and(Content.repeating("and so on "));
        failTwice(Origin.MANIFEST, raw(head), Behaviour.dribbleAfter(0, Duration.ofMillis(20)));
        assertInstallsAtTheThirdAttempt(Origin.MANIFEST, "no answer within 0.3 s, headers included");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 418, 999})
    void asksOnceWhereAnAnswerWillNotChange(int status) {
        origin.always(Origin.MANIFEST, answering(status));

        assertThat(failure()).startsWith(origin.url() + "/manifest: ").doesNotContain("tried");

        assertThat(origin.requests(Origin.MANIFEST)).hasSize(1);
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void givesUpAfterSixAttemptsWithinHalfAMinute() {
        origin.always(Origin.MANIFEST, answering(503));

        assertThat(failure()).isEqualTo(origin.url() + "/manifest: the server answers with status 503 (tried 6 times)");

        assertThat(origin.requests(Origin.MANIFEST)).hasSize(6);
        List<Duration> pauses = time.pauses();
        for (int i = 0; i < 5; i++) {
            Duration longest = Duration.ofSeconds(1L << i);
            assertThat(pauses.get(i)).isBetween(longest.dividedBy(2), longest);
        }
        assertThat(pauses).hasSize(5);
    }

    @Test
    void triesAgainWhereNobodyListens() {
        origin.close();

        assertThat(failure()).endsWith("/manifest: cannot connect: Connection refused (tried 6 times)");
    }

    @Test
    void triesAgainWhereAHostHasNoAddress() {
        String tooLongForDns = "x".repeat(64); // RFC 1035 section 2.3.4, so nobody is asked
        origins("http://" + tooLongForDns + ".example/");

        assertThat(failure()).endsWith("the host name has no address (is DNS working?) (tried 6 times)");
    }

    @Test
    void waitsAsLongAsTheServerAsksFor() throws Exception {
        origin.next(Origin.MANIFEST, askingToWait(429, "20"));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(20));
        assertThat(reporter.infos())
                .containsExactly(origin.url() + "/manifest: the server answers with status 429"
                        + " and asks to be left alone for 20 s; trying again in 20 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:57 GMT", "Sunday, 06-Nov-94 08:49:57 GMT", "Sun Nov  6 08:49:57 1994"})
    void waitsUntilTheServerSays(String date) throws Exception {
        Headers headers = Headers.of("Date", "Sun, 06 Nov 1994 08:49:37 GMT").and("Retry-After", date);
        origin.next(Origin.MANIFEST, answering(503, headers, Content.of("later")));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "", "Sun, 06 Nov 1994 08:49:57 GMT"})
    void waitsAsUsualWhereTheServerAsksForNothingSensible(String retryAfter) throws Exception {
        origin.next(Origin.MANIFEST, askingToWait(503, retryAfter));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(time.pauses())
                .singleElement()
                .satisfies(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "99999999999999999999", "9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void doesNotWaitForever(String retryAfter) {
        origin.always(Origin.MANIFEST, askingToWait(503, retryAfter));

        assertThat(failure()).contains("status 503");

        assertThat(origin.requests(Origin.MANIFEST).size()).isEqualTo(retryAfter.startsWith("9999") ? 6 : 1);
    }

    @Test
    void spendsNoMoreThanAMinuteInVain() {
        origin.always(Origin.MANIFEST, askingToWait(503, "25"));

        assertThat(failure()).contains("tried 3 times");

        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(25), Duration.ofSeconds(25));
    }

    @Test
    void goesToTheNextOriginWithoutWaiting() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(Origin.MANIFEST, answering(503));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(time.pauses()).isEmpty();
        assertThat(origin.server().requests()).hasSize(1);
        assertThat(reporter.infos()).isEmpty();
        assertThat(reporter.warnings()).containsExactly(origin.url() + "/manifest: the server answers with status 503");
    }

    @Test
    void asksAllOriginsAgainWhenAllAreDown() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(Origin.MANIFEST, answering(503));
        mirror.next(Origin.MANIFEST, answering(500));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(reporter.infos()).singleElement().asString().matches(".*status 503; .*status 500; trying again.*");
        assertThat(reporter.warnings())
                .containsExactly(origin.url() + "/manifest: the server answers with status 503 (tried 2 times)");
    }

    @Test
    void doesNotAskAgainAnOriginThatHasNoManifest() {
        Origin other = opened(origin);
        origins(origin.url() + "/elsewhere", other.url());
        origin.always(Origin.MANIFEST, answering(503));

        assertThat(failure())
                .isEqualTo(origin.url() + "/elsewhere/manifest: there is no manifest; is Origin= the directory that"
                        + " 'tako store' wrote?; " + origin.url()
                        + "/manifest: the server answers with status 503 (tried 6 times)");
        assertThat(origin.requests("/elsewhere/manifest")).hasSize(1);
    }

    @Test
    void asksOnceAServerThatWasDownForAnotherImageJustNow() throws Exception {
        Network network = network();
        origin.close();
        assertThat(failure(network)).contains("tried 6 times");
        int pauses = time.pauses().size();

        assertThat(failure(network)).contains("Connection refused").doesNotContain("tried");

        assertThat(time.pauses()).hasSize(pauses);
    }

    @Test
    void asksAServerAsUsualOnceItAnswersAgain() throws Exception {
        Network network = network();
        origin.always(Origin.MANIFEST, answering(503));
        failure(network);
        origin.always(Origin.MANIFEST);
        update(network).run(Updates.Mode.UPDATE);
        origin.next(Origin.MANIFEST, answering(503));

        assertThat(update(network).run(Updates.Mode.UPDATE)).isEqualTo(new Update.Step.Ended(upToDate("1.0")));
    }
}
