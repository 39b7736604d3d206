package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.redirectingTo;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Content;
import tako.testing.Headers;
import tako.testing.Request;

/** Answers that send a run elsewhere. */
class RedirectTest extends UpdateFixture {
    private static final String IMAGE = Origin.path("one");

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
    }

    /** The manifest moves so many times until it is found. */
    private void moveManifest(int times) throws Exception {
        String at = Origin.MANIFEST;
        for (int number = 1; number <= times; number++) {
            origin.always(at, redirectingTo("/moved/" + number));
            at = "/moved/" + number;
        }
        Files.createDirectories(origin.directory().resolve("moved"));
        Files.copy(origin.directory().resolve("manifest"), origin.directory().resolve("." + at));
    }

    private void assertRefused(String location, String words) throws Exception {
        origin.always(Origin.MANIFEST, redirectingTo(location));
        assertThat(failureThatChangesNothing())
                .startsWith(origin.url() + "/manifest: ")
                .contains(words)
                .matches("\\p{Print}*");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsEachKindOfRedirect(int status) throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        for (String path : new String[] {Origin.MANIFEST, IMAGE}) {
            origin.always(
                    path,
                    answering(status, Headers.of("Location", mirror.server().url(path)), Content.of("x")));
        }

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(mirror.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"moved/1", "./moved/1", "/moved/1"})
    void followsARelativeOne(String location) throws Exception {
        moveManifest(1);
        origin.always(Origin.MANIFEST, redirectingTo(location));

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void followsOneThatNamesOnlyTheServer() throws Exception {
        moveManifest(1);
        origin.always(Origin.MANIFEST, redirectingTo("//" + origin.host() + "/moved/1"));

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void followsFive() throws Exception {
        moveManifest(5);

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void refusesASixth() throws Exception {
        moveManifest(6);

        assertThat(failureThatChangesNothing()).isEqualTo(origin.url() + "/manifest: more than 5 redirects");
        assertThat(origin.requests("/moved/6")).isEmpty();
    }

    @Test
    void refusesALoop() throws Exception {
        assertRefused("/manifest", "more than 5 redirects");
        assertThat(origin.requests(Origin.MANIFEST)).hasSize(6);
    }

    @Test
    void goesOnWithADownloadThatWasRedirected() throws Exception {
        withoutRetries();
        String image = "0123456789".repeat(1000);
        origin.publish("1.1", image);
        origin.always(Origin.path(image), redirectingTo("/elsewhere"));
        Files.writeString(origin.directory().resolve("elsewhere"), image);
        origin.next("/elsewhere", closeAfter(4000));
        assertThat(failure()).contains("/elsewhere");

        assertThat(run()).isEqualTo(installed("1.1"));

        Request rest = origin.requests("/elsewhere").getLast();
        assertThat(rest.header("Range")).hasValue("bytes=4000-");
        assertThat(rest.header("If-Range")).isPresent();
        assertThat(reporter.transfers()).containsExactly("downloading 1.1 from 4000 to 10000 of 10000");
    }

    @Test
    void takesAnImageForWithdrawnWhereItIsGoneAtTheEndOfARedirect() throws Exception {
        origin.publish("1.1", "two");
        origin.always(Origin.path("two"), redirectingTo("/nothing"));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.infos()).singleElement().asString().contains("1.1", "withdrawn");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/x", "jar:file:/x!/y", "mailto:a@b"})
    void refusesAnotherScheme(String location) throws Exception {
        assertRefused(location, "refused a redirect to " + location + "; from http:// it may only lead to http://");
    }

    @Test
    void refusesAFileEvenIfItIsTheImage() throws Exception {
        origin.always(
                IMAGE,
                redirectingTo(origin.directory().resolve("." + IMAGE).toUri().toString()));

        assertThat(failureThatChangesNothing()).contains(IMAGE, "refused a redirect to file:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:65536/",
                "http://127.0.0.1:0/",
                "http://127.0.0.1:99999999999/",
                "http:///x",
                "http:x",
                "http://[::1/",
                "http://127.0.0.1:-1/",
                "/a b",
                "\u001b[2J",
                "/\u0085",
                ":"
            })
    void refusesWhatIsNoUsableAddress(String location) throws Exception {
        assertRefused(location, "redirect to ");
    }

    @Test
    void refusesOneToNowhere() throws Exception {
        origin.always(Origin.MANIFEST, answering(302));

        assertThat(failureThatChangesNothing()).isEqualTo(origin.url() + "/manifest: a redirect to nowhere");
    }

    @Test
    void saysWhichServerFailedAfterARedirect() throws Exception {
        Origin down = newOrigin("down");
        down.close();
        origin.always(Origin.MANIFEST, redirectingTo(down.url() + "/moved"));

        assertThat(failureThatChangesNothing()).startsWith(down.url() + "/moved: cannot connect");
    }
}
