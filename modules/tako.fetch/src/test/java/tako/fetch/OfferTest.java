package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.closeAfter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.ClientHello;
import tako.testing.Gate;
import tako.testing.HttpOrigin;
import tako.testing.HttpProxy;
import tako.testing.TestCertificates;

/** What servers are offered for a secure connection: little at first, and all that the JDK has where that fails. */
class OfferTest extends UpdateFixture {
    /** By the numbers of RFC 8446 section 4.2.7. */
    private static final int P256 = 23;

    private static final int X25519 = 29;

    /** RFC 8446 section B.4, RFC 5289, RFC 7905, and the mark for safe renegotiation of RFC 5746. */
    private static final List<Integer> BEST =
            List.of(0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0x00ff);

    private static final String NOT_WITH_RSA = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    static Path certificateDirectory;

    private static TestCertificates certificates;
    private static SSLContext ecdsa;
    private static SSLContext rsa;

    private final List<ClientHello> hellos = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void issueCertificates() throws Exception {
        certificates = TestCertificates.in(certificateDirectory);
        ecdsa = certificates.valid();
        rsa = certificates.validRsa();
        certificates.client("client", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    }

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
        configure("CAFile=" + certificates.authority());
    }

    private Origin serving(SSLContext context, ClientHello.Listener listener) throws IOException {
        HttpOrigin server = HttpOrigin.https(origin.directory(), LOOPBACK, context, (hello, socket) -> {
            hellos.add(hello);
            listener.said(hello, socket);
        });
        origins(server.url());
        return opened(new Origin(origin.directory(), key, server));
    }

    /** A server of which no connection comes into being without a key on P-256. */
    private Origin servingOnlyP256() throws IOException {
        return serving(ecdsa, OfferTest::takeOnlyP256);
    }

    private static void takeOnlyP256(ClientHello hello, SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setNamedGroups(new String[] {"secp256r1"});
        socket.setSSLParameters(parameters);
    }

    /** How servers turn a client away. */
    enum Refusal {
        RESET,
        END,
        ALERT;

        void refuse(SSLSocket socket) throws IOException {
            switch (this) {
                case RESET -> {
                    socket.setSoLinger(true, 0);
                    throw new SocketException("reset as told");
                }
                case END -> throw new SocketException("closed as told");
                case ALERT -> {
                    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                    socket.setEnabledCipherSuites(new String[] {NOT_WITH_RSA});
                }
            }
        }
    }

    private ClientHello narrow() {
        ClientHello first = hellos.getFirst();
        assertThat(first.groups()).containsExactly(X25519);
        assertThat(first.suites()).isSubsetOf(BEST).contains(0x1301, 0x1302, 0x1303, 0xc02f);
        return first;
    }

    /** What the JDK says to the same server by itself. */
    private ClientHello stock(Origin server) throws Exception {
        try (SSLSocket socket = (SSLSocket) certificates
                .trusting()
                .getSocketFactory()
                .createSocket(LOOPBACK, server.server().port())) {
            socket.startHandshake();
        } catch (IOException refused) {
            assertThat(refused).isInstanceOfAny(SSLException.class, SocketException.class);
        }
        return hellos.removeLast();
    }

    private void assertInstalls() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings()).isEmpty();
        assertThat(reporter.infos()).isEmpty();
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void isNarrowAtFirstAndEnoughForMostServers() throws Exception {
        for (SSLContext context : List.of(ecdsa, rsa)) {
            hellos.clear();
            Origin server = serving(context, (hello, socket) -> {});
            assertThat(update().run(Updates.Mode.UPDATE)).isNotNull();

            assertThat(narrow()).isNotEqualTo(stock(server));
            assertThat(hellos).hasSize(1);
        }
    }

    /** If it were to prefer another group, that one would be the better one, and missing from the first offer. */
    @Test
    void isNarrowedToWhatTheJdkPrefers() throws Exception {
        Origin server = serving(ecdsa, (hello, socket) -> {});

        ClientHello stock = stock(server);

        assertThat(stock.groups()).startsWith(X25519);
        assertThat(stock.suites().subList(0, BEST.size() - 1)).hasSameElementsAs(BEST.subList(0, BEST.size() - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, secp256r1, , ecdsa, 2",
        "TLSv1.3, secp384r1, , ecdsa, 2",
        "TLSv1.3, secp521r1, , rsa, 2",
        "TLSv1.3, x448, , rsa, 2",
        "TLSv1.3, ffdhe2048, , rsa, 2",
        "TLSv1.2, , , rsa, 1",
        "TLSv1.2, , , ecdsa, 2",
        "TLSv1.2, secp256r1, , rsa, 2",
        "TLSv1.2, secp256r1, , ecdsa, 2",
        "TLSv1.2, secp384r1, , rsa, 2",
        "TLSv1.2, , TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, rsa, 2",
        "TLSv1.2, , TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, rsa, 2"
    })
    void leavesOutNoServer(String protocol, String group, String suite, String kind, int connections) throws Exception {
        Origin server = serving(kind.equals("rsa") ? rsa : ecdsa, (hello, socket) -> {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            if (group != null) {
                parameters.setNamedGroups(new String[] {group});
            }
            if (suite != null) {
                parameters.setCipherSuites(new String[] {suite});
            }
            socket.setSSLParameters(parameters);
        });

        assertInstalls();

        assertThat(server.server().connections()).isEqualTo(connections);
    }

    @ParameterizedTest
    @EnumSource
    void isWidenedAtOnceHoweverAServerRefusesIt(Refusal refusal) throws Exception {
        Origin server = serving(rsa, (hello, socket) -> {
            if (!hello.groups().contains(P256)) {
                refusal.refuse(socket);
            }
        });

        assertInstalls();

        assertThat(server.server().connections()).isEqualTo(2);
    }

    /** Whoever breaks the first handshake brings about that of the JDK's own settings, and nothing weaker. */
    @ParameterizedTest
    @EnumSource
    void isThatOfTheJdkAndNoWeakerOneAfterTheFirstHandshakeWasBroken(Refusal refusal) throws Exception {
        Origin server = serving(rsa, (hello, socket) -> refusal.refuse(socket));
        withoutRetries();

        assertThat(failureThatChangesNothing())
                .startsWith(server.url() + "/manifest: ")
                .doesNotContain("tried");

        narrow();
        ClientHello stock = stock(server);
        assertThat(hellos).hasSize(2);
        assertThat(hellos.getLast().suites()).isEqualTo(stock.suites());
        assertThat(hellos.getLast().groups()).containsExactlyInAnyOrderElementsOf(stock.groups());
    }

    @Test
    void staysWideForTheProcess() throws Exception {
        Origin server = servingOnlyP256();
        Network process = network();
        update(process).run(Updates.Mode.UPDATE);
        Origin other = serving(ecdsa, (hello, socket) -> {});
        update(process).run(Updates.Mode.UPDATE);

        assertThat(server.server().connections()).isEqualTo(2);
        assertThat(other.server().connections()).isEqualTo(1);
        assertThat(hellos).hasSize(3);
        assertThat(hellos.get(2)).isEqualTo(hellos.get(1));
    }

    @Test
    void isWidenedWhereAConnectionThatWasKeptEndsAndTheServerIsAnother() throws Exception {
        Origin server = serving(ecdsa, (hello, socket) -> {
            if (hellos.size() > 1) {
                takeOnlyP256(hello, socket);
            }
        });
        server.next(Origin.MANIFEST, closeAfter(Files.size(origin.directory().resolve("manifest"))));

        assertInstalls();

        assertThat(hellos.getFirst()).isEqualTo(hellos.get(1)).isNotEqualTo(hellos.getLast());
    }

    @Test
    void isNotWidenedForACertificateThatIsNotTrusted() throws Exception {
        for (SSLContext context :
                List.of(certificates.selfSigned(), certificates.expired(), certificates.otherHost())) {
            hellos.clear();
            serving(context, (hello, socket) -> {});

            assertThat(failureThatChangesNothing()).contains("certificate").doesNotContain("tried");

            narrow();
            assertThat(hellos).hasSize(1);
        }
    }

    @Test
    void isNotWidenedForAnAuthorityThatIsNotFound() throws Exception {
        serving(ecdsa, (hello, socket) -> {});
        configure();
        for (Map<String, String> variables : List.of(
                Map.of("SSL_CERT_DIR", directory.toString(), "SSL_CERT_FILE", "/no/such/file"),
                Map.of("SSL_CERT_DIR", directory.toString(), "SSL_CERT_FILE", "/etc/ssl/openssl.cnf"))) {
            hellos.clear();
            environment = variables;

            assertThat(failureThatChangesNothing()).contains("certificate");

            assertThat(hellos).hasSize(1);
        }
    }

    /** It was waited for long enough; but another attempt may fare better with another offer. */
    @Test
    void isWideInTheNextAttemptAfterASilence() throws Exception {
        limits.silence = Duration.ofSeconds(2);
        Gate silence = new Gate();
        serving(ecdsa, (hello, socket) -> {
            if (!hello.groups().contains(P256)) {
                silence.hold();
            }
        });

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(hellos).hasSize(2);
        assertThat(time.pauses()).hasSize(1);
    }

    @Test
    void isNotMadeAgainWhenTheTimeForAnAnswerIsOver() throws Exception {
        limits.answer = Duration.ofMillis(300);
        withoutRetries();
        Gate silence = new Gate();
        serving(ecdsa, (hello, socket) -> silence.hold());

        assertThat(failureThatChangesNothing()).contains("no answer within");

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("request")) {
                assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            }
        }
        assertThat(hellos).hasSize(1);
    }

    @Test
    void isNotWidenedWhereNobodyListens() throws Exception {
        Origin gone = servingOnlyP256();
        gone.close();
        Network process = network();
        assertThat(failure(process)).contains("Connection refused");

        serving(ecdsa, (hello, socket) -> {});
        update(process).run(Updates.Mode.UPDATE);

        narrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "me:pass@"})
    void isWidenedThroughAProxy(String userInfo) throws Exception {
        Origin server = servingOnlyP256();
        String basic = "Basic " + Base64.getEncoder().encodeToString("me:pass".getBytes(StandardCharsets.US_ASCII));
        try (HttpProxy proxy = userInfo.isEmpty() ? HttpProxy.open() : HttpProxy.requiring(basic)) {
            environment = Map.of("https_proxy", "http://" + userInfo + proxy.host());

            assertInstalls();
        }
        assertThat(server.server().connections()).isEqualTo(2);
    }

    @Test
    void isWidenedAtTheAddressThatAnswers() throws Exception {
        InetAddress second = InetAddress.ofLiteral("127.0.0.2");
        HttpOrigin server = HttpOrigin.https(origin.directory(), second, ecdsa, OfferTest::takeOnlyP256);
        opened(new Origin(origin.directory(), key, server));
        origins("https://localhost:" + server.port());
        Network network = new Network("tako/test", environment, limits.limits(), time, new Random(1), host ->
                new InetAddress[] {LOOPBACK, second});

        update(network).run(Updates.Mode.UPDATE);

        assertThat(latest()).hasValue("one");
        assertThat(time.pauses()).isEmpty();
        assertThat(server.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, x25519, 1", "TLSv1.3, secp256r1, 2", "TLSv1.2, x25519, 1", "TLSv1.2, secp256r1, 2"})
    void leavesOutNoServerThatWantsACertificate(String protocol, String group, int connections) throws Exception {
        Origin server = serving(certificates.validRsaForClients(), (hello, socket) -> {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            parameters.setNamedGroups(new String[] {group});
            parameters.setNeedClientAuth(true);
            socket.setSSLParameters(parameters);
        });
        configure(
                "CAFile=" + certificates.authority(),
                "ClientCertificate=" + certificateDirectory.resolve("client.pem"),
                "ClientKey=" + certificates.key("client"));

        assertInstalls();

        assertThat(server.server().connections()).isEqualTo(connections);
    }
}
