package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.HttpOrigin;
import tako.testing.Request;
import tako.testing.TestCertificates;

/** Hosts with several addresses, of which the first does not work. It is 127.0.0.1, and the name is localhost. */
class AddressesTest extends UpdateFixture {
    private static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress THIRD = InetAddress.ofLiteral("127.0.0.3");

    @TempDir
    static Path authorityDirectory;

    private static TestCertificates certificates;
    private static SSLContext valid;

    private List<InetAddress> addresses;
    private Network network;

    @BeforeAll
    static void issueCertificates() throws Exception {
        certificates = TestCertificates.in(authorityDirectory);
        valid = certificates.valid();
    }

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
        configure("CAFile=" + certificates.authority());
        addresses = List.of(FIRST, SECOND);
        network = network();
    }

    /** Another process would ask for the addresses, and try the first one, again. */
    @Override
    Network network() {
        return new Network(
                "tako/test",
                environment,
                limits.limits(),
                time,
                new Random(1),
                host -> addresses.toArray(new InetAddress[0]));
    }

    @Override
    Update update() throws Exception {
        return update(network);
    }

    private Origin at(InetAddress address) throws IOException {
        return named(HttpOrigin.http(origin.directory(), address), "http");
    }

    private Origin secureAt(InetAddress address, SSLContext context) throws IOException {
        return named(HttpOrigin.https(origin.directory(), address, context), "https");
    }

    private Origin named(HttpOrigin server, String scheme) {
        origins(scheme + "://localhost:" + server.port());
        return opened(new Origin(origin.directory(), key, server));
    }

    @Test
    void areTriedInTurn() throws Exception {
        Origin second = at(SECOND);

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(time.pauses()).isEmpty();
        assertThat(second.server().requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.header("Host"))
                        .hasValue("localhost:" + second.server().port()));
        assertThat(second.server().connections()).isEqualTo(1);
    }

    @Test
    void provideTheSameCertificate() throws Exception {
        Origin second = secureAt(SECOND, valid);

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(second.server().requests())
                .extracting(Request::path)
                .containsExactly("/manifest", Origin.path("one"));
        assertThat(second.server().connections()).isEqualTo(1);
    }

    @Test
    void doNotMakeACertificateGoodThatIsNot() throws Exception {
        Origin second = secureAt(SECOND, certificates.otherHost());

        assertThat(failureThatChangesNothing()).contains("refused the server's certificate");
        assertThat(second.server().requests()).isEmpty();
    }

    @Test
    void areCheckedForTheNameAndNotForTheAddress() throws Exception {
        Origin second = secureAt(SECOND, certificates.secondAddress());

        assertThat(failureThatChangesNothing()).contains("refused the server's certificate");
        assertThat(second.server().requests()).isEmpty();
    }

    @Test
    void areTriedWhereTheFirstDoesNotAnswer() throws Exception {
        limits.connect = Duration.ofMillis(200);
        network = network();
        Origin second = at(SECOND);
        try (BlackHole hole = new BlackHole(second.server().port())) {
            assertThat(run()).isEqualTo(installed("1.0"));
            assertThat(hole.isFull()).isTrue();
        }
        assertThat(second.server().requests()).hasSize(2);
    }

    @Test
    void areRememberedForTheNextImage() throws Exception {
        Origin second = at(SECOND);
        run();
        Origin first = opened(new Origin(origin.directory(), key, HttpOrigin.http(origin.directory())));
        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(second.requests(Origin.MANIFEST)).hasSize(2);
        assertThat(first.server().requests()).isEmpty();
    }

    @Test
    void areForgottenWhenTheyFail() throws Exception {
        Origin second = at(SECOND);
        run();
        second.close();
        Origin third = at(THIRD);
        addresses = List.of(FIRST, SECOND, THIRD);

        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(third.requests(Origin.MANIFEST)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mayBeOfTheOtherKind(boolean secure) throws Exception {
        InetAddress sixth = InetAddress.ofLiteral("::1");
        assumeTrue(NetworkInterface.getByInetAddress(sixth) != null, "this machine has no IPv6 loopback");
        Origin second = secure ? secureAt(sixth, valid) : at(sixth);
        addresses = List.of(FIRST, SECOND, THIRD, InetAddress.ofLiteral("127.0.0.4"), sixth);

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(second.server().requests()).hasSize(2);
    }

    @Test
    void tellWhatTheFirstFailedWithWhereAllFail() throws Exception {
        at(SECOND).close();

        assertThat(failureThatChangesNothing()).endsWith("cannot connect: Connection refused (tried 6 times)");
    }

    /** Takes connections until its queue is full, and then leaves new ones without any answer (listen(2)). */
    private static final class BlackHole implements AutoCloseable {
        private final ServerSocket server;
        private final List<Socket> waiting = new ArrayList<>();

        private BlackHole(int port) throws IOException {
            server = new ServerSocket(port, 1, FIRST);
            while (!isFull()) {
                assertThat(waiting).hasSizeLessThan(100);
            }
        }

        private boolean isFull() throws IOException {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(FIRST, server.getLocalPort()), 100);
                waiting.add(socket);
                return false;
            } catch (SocketTimeoutException full) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        }
    }
}
