package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.redirectingTo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Request;

/** A user name and password in {@code Origin=}: sent to that server alone, and never seen again. */
class CredentialsTest extends UpdateFixture {
    private static final String USER_INFO = "reader:s%40fe-s%C3%A9cret";
    private static final String BASIC = basic("reader:s@fe-s\u00e9cret");
    private static final List<String> SECRETS = List.of("reader", "s%40fe", "s@fe", "cret", BASIC);
    private static final String IMAGE = Origin.path("one");

    private final List<String> failures = new ArrayList<>();

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static String withCredentials(Origin origin) {
        return "http://" + USER_INFO + "@" + origin.host();
    }

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
        origins(withCredentials(origin));
    }

    /** Whatever a test does, nothing of it shows. */
    @AfterEach
    void nothingOfItShows() throws IOException {
        List<String> shown = new ArrayList<>(failures);
        shown.addAll(reporter.infos());
        shown.addAll(reporter.warnings());
        shown.addAll(reporter.transfers());
        if (Files.exists(destination())) {
            try (Stream<Path> files = Files.walk(destination())) {
                for (Path file : files.toList()) {
                    shown.add(file.getFileName().toString());
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        shown.add(Files.readString(file));
                    }
                }
            }
        }
        assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain(SECRETS));
    }

    @Override
    String failure() {
        String failure = super.failure();
        failures.add(failure);
        return failure;
    }

    private static void assertSent(Request request) {
        assertThat(request.header("Authorization")).hasValue(BASIC);
    }

    private static void assertNotSent(Request request) {
        assertThat(request.header("Authorization")).isEmpty();
    }

    @Test
    void areSentWithEachRequest() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(origin.server().requests()).hasSize(3).allSatisfy(CredentialsTest::assertSent);
        assertThat(origin.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/elsewhere", "elsewhere", "http://HOST/elsewhere", "//HOST/elsewhere"})
    void areSentAgainAfterARedirectOnTheSameServer(String location) throws Exception {
        Files.copy(origin.directory().resolve("manifest"), origin.directory().resolve("elsewhere"));
        origin.always(Origin.MANIFEST, redirectingTo(location.replace("HOST", origin.host())));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertSent(origin.requests("/elsewhere").getFirst());
    }

    @Test
    void areNotSentToAnotherServer() throws Exception {
        Origin other = newOrigin("other");
        other.mirror(origin);
        origin.always(Origin.MANIFEST, redirectingTo(other.server().url(Origin.MANIFEST)));
        origin.always(IMAGE, redirectingTo(other.server().url(IMAGE)));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(other.server().requests()).hasSize(2).allSatisfy(CredentialsTest::assertNotSent);
    }

    @Test
    void areNotTakenFromARedirect() throws Exception {
        Origin other = newOrigin("other");
        other.mirror(origin);
        origin.always(Origin.MANIFEST, redirectingTo("http://somebody:else@" + other.host() + "/manifest"));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(other.server().requests()).hasSize(1).allSatisfy(CredentialsTest::assertNotSent);
    }

    @Test
    void areEachOriginsOwn() throws Exception {
        Origin other = newOrigin("other");
        other.mirror(origin);
        origins(withCredentials(origin), other.url());
        origin.always(Origin.MANIFEST, answering(403));
        origin.always(IMAGE, answering(403));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(other.server().requests()).hasSize(2).allSatisfy(CredentialsTest::assertNotSent);
        assertThat(reporter.warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).startsWith("http://***@" + origin.host()));
    }

    @Test
    void areOfferedWithAnEmptyPasswordWhereThereIsNone() throws Exception {
        origins("http://token@" + origin.host());

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.server().requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).hasValue(basic("token:")));
    }

    @Test
    void doNotShowWhenTheServerWantsOthers() throws Exception {
        origin.always(Origin.MANIFEST, answering(401));

        assertThat(failure())
                .isEqualTo("http://***@" + origin.host() + "/manifest: the server answers with status 401");
    }

    @Test
    void doNotShowWhenTheServerIsDown() {
        origin.close();

        assertThat(failure()).startsWith("http://***@" + origin.host() + "/manifest: cannot connect");
    }

    @Test
    void doNotShowWhenTheManifestIsForged() {
        origin.always(Origin.MANIFEST, flippedAt(20));

        assertThat(failure()).startsWith("http://***@").contains("refused the manifest");
    }

    @Test
    void doNotShowWhenARedirectIsRefused() {
        origin.always(Origin.MANIFEST, redirectingTo("ftp://reader:s%40fe@elsewhere/x"));

        assertThat(failure()).contains("refused a redirect to ftp://***@elsewhere/x");
    }

    @Test
    void doNotShowWhereARedirectIsSignedInItsQuery() throws Exception {
        Origin down = newOrigin("down");
        down.close();
        origin.always(Origin.MANIFEST, redirectingTo(down.url() + "/manifest?signature=s%40fe-secret"));

        assertThat(failure()).startsWith(down.url() + "/manifest?***: cannot connect");
    }

    @Test
    void doNotShowWhenTheOriginLagsOrLies() throws Exception {
        Origin longer = newOrigin("longer");
        longer.mirror(origin);
        longer.publish("1.1", "two");
        origins(withCredentials(longer));
        run();
        origins(withCredentials(origin));
        assertThat(run()).isEqualTo(lagging("1.1"));
        assertThat(reporter.infos()).singleElement().asString().contains("http://***@" + origin.host());

        origin.publish("1.1", "another");
        assertThat(failure()).contains("contradicts");
    }

    @Test
    void doNotShowWhenADownloadWasCutAndResumed() throws Exception {
        withoutRetries();
        origin.next(IMAGE, closeAfter(1));
        assertThat(failure()).startsWith("http://***@" + origin.host() + IMAGE);
        nothingOfItShows();

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(origin.requests(IMAGE).getLast().header("If-Range")).isPresent();
        assertSent(origin.requests(IMAGE).getLast());
    }
}
