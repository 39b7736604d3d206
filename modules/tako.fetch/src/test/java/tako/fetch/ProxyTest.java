package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.redirectingTo;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.HttpProxy;
import tako.testing.Request;
import tako.testing.TestCertificates;

/** Origins that are reached through a proxy. */
class ProxyTest extends UpdateFixture {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("me:s@fe".getBytes(StandardCharsets.UTF_8));
    private static final String USER_INFO = "me:s%40fe@";

    @TempDir
    static Path authorityDirectory;

    private static TestCertificates certificates;
    private static SSLContext valid;

    private final List<HttpProxy> proxies = new ArrayList<>();
    private Origin secure;

    @BeforeAll
    static void issueCertificates() throws Exception {
        certificates = TestCertificates.in(authorityDirectory);
        valid = certificates.valid();
    }

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
        secure = opened(Origin.https(directory.resolve("secure"), key, valid));
        secure.mirror(origin);
        configure("CAFile=" + certificates.authority());
    }

    @AfterEach
    void closeProxies() {
        proxies.forEach(HttpProxy::close);
    }

    private HttpProxy opened(HttpProxy proxy) {
        proxies.add(proxy);
        return proxy;
    }

    private void through(HttpProxy proxy, String userInfo) {
        environment = Map.of("all_proxy", "http://" + userInfo + proxy.host());
    }

    private void assertInstalls() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(latest()).hasValue("one");
    }

    @Test
    void asksAProxyForFiles() throws Exception {
        HttpProxy proxy = opened(HttpProxy.open());
        through(proxy, "");

        assertInstalls();

        assertThat(proxy.requests())
                .extracting(Request::path)
                .containsExactly(origin.url() + "/manifest", origin.url() + Origin.path("one"));
        assertThat(origin.server().requests())
                .allSatisfy(request -> assertThat(request.header("Via")).isPresent());
    }

    @Test
    void asksAProxyForATunnel() throws Exception {
        HttpProxy proxy = opened(HttpProxy.open());
        through(proxy, "");
        origins(secure.url());

        assertInstalls();

        assertThat(proxy.requests())
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("CONNECT " + secure.host());
        assertThat(secure.server().requests()).hasSize(2);
    }

    @Test
    void showsAProxyItsPasswordAndTheOriginNone() throws Exception {
        HttpProxy proxy = opened(HttpProxy.requiring(BASIC));
        through(proxy, USER_INFO);

        assertInstalls();

        assertThat(proxy.requests())
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(request.header("Proxy-Authorization")).hasValue(BASIC));
        assertThat(origin.server().requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @Test
    void showsAProxyItsPasswordForATunnel() throws Exception {
        HttpProxy proxy = opened(HttpProxy.requiring(BASIC));
        through(proxy, USER_INFO);
        origins(secure.url());

        assertInstalls();
        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(secure.server().requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.headers().fields())
                        .noneMatch(field -> field.name().contains("Authorization")));
    }

    @Test
    void showsAProxyThePasswordAgainForANewTunnel() throws Exception {
        HttpProxy proxy = opened(HttpProxy.requiring(BASIC));
        through(proxy, USER_INFO);
        origins(secure.url());
        secure.next(Origin.path("one"), closeAfter(1));
        secure.next(Origin.path("one"), closeAfter(1));

        assertInstalls();
    }

    @Test
    void showsAProxyNothingThatIsForTheOrigin() throws Exception {
        HttpProxy proxy = opened(HttpProxy.requiring(BASIC));
        through(proxy, USER_INFO);
        origins(secure.url().replace("//", "//reader:secret@"));

        assertInstalls();

        assertThat(proxy.requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
        assertThat(secure.server().requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "me:wrong@"})
    void saysThatAProxyWantsAnotherPassword(String userInfo) throws Exception {
        HttpProxy proxy = opened(HttpProxy.requiring(BASIC));
        through(proxy, userInfo);
        for (Origin from : new Origin[] {origin, secure}) {
            origins(from.url());

            assertThat(failureThatChangesNothing())
                    .startsWith(from.url() + "/manifest")
                    .contains("the proxy wants a user and a password, or others (status 407)")
                    .doesNotContain("wrong", "tried");
            assertThat(from.server().requests()).isEmpty();
        }
        assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void saysWithWhichStatusAProxyRefusesATunnel() throws Exception {
        through(opened(HttpProxy.answering(403)), "");
        origins(secure.url());

        assertThat(failureThatChangesNothing())
                .contains("(through the proxy 127.0.0.1:")
                .endsWith("): the proxy does not connect to the server, it answers with status 403");
    }

    @Test
    void triesAgainWhereAProxyCannotReachTheServer() throws Exception {
        through(opened(HttpProxy.answering(503)), "");
        origins(secure.url());

        assertThat(failureThatChangesNothing()).endsWith("it answers with status 503 (tried 6 times)");
    }

    @Test
    void namesAProxyThatIsDown() throws Exception {
        HttpProxy proxy = opened(HttpProxy.open());
        through(proxy, USER_INFO);
        proxy.close();
        for (Origin from : new Origin[] {origin, secure}) {
            origins(from.url());

            assertThat(failureThatChangesNothing())
                    .isEqualTo(from.url() + "/manifest (through the proxy " + proxy.host()
                            + "): cannot connect to the proxy: Connection refused (tried 6 times)");
        }
    }

    @Test
    void refusesAProxyItDoesNotUnderstand() throws Exception {
        environment = Map.of("all_proxy", "socks5://me:s@fe@127.0.0.1");

        assertThat(failureThatChangesNothing())
                .contains("all_proxy does not name a usable proxy")
                .doesNotContain("s@fe");
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void goesAroundTheProxyWhereItIsTold() throws Exception {
        HttpProxy proxy = opened(HttpProxy.open());
        environment = Map.of("all_proxy", proxy.host(), "no_proxy", "127.0.0.0/8");

        assertInstalls();

        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void choosesAProxyAnewAfterARedirect() throws Exception {
        HttpProxy proxy = opened(HttpProxy.open());
        environment = Map.of(
                "all_proxy",
                proxy.host(),
                "no_proxy",
                "127.0.0.1:" + origin.server().port());
        origin.always(Origin.MANIFEST, redirectingTo(secure.server().url(Origin.MANIFEST)));

        assertInstalls();

        assertThat(proxy.requests())
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("CONNECT " + secure.host());
    }

    @Test
    void checksTheCertificateThroughATunnel() throws Exception {
        through(opened(HttpProxy.open()), "");
        Origin other = opened(Origin.https(directory.resolve("other"), key, certificates.otherHost()));
        Files.copy(origin.directory().resolve("manifest"), other.directory().resolve("manifest"));
        origins(other.url());

        assertThat(failureThatChangesNothing()).contains("refused the server's certificate");
        assertThat(other.server().requests()).isEmpty();
    }
}
