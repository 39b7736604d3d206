package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkProblemTest {
    private static final String PLACE = "https://host/manifest";

    private static SSLException handshake(Exception cause) {
        SSLException e = new SSLHandshakeException("The handshake failed");
        e.initCause(cause);
        return e;
    }

    static Stream<IOException> passing() {
        return Stream.of(
                new UnknownHostException("host"),
                new SocketTimeoutException("Connect timed out"),
                new ConnectException("Connection refused"),
                new NoRouteToHostException("No route to host"),
                new SocketException("Network is unreachable"),
                new SocketException("Connection reset"),
                new IOException("Premature EOF"),
                handshake(new EOFException("SSL peer shut down incorrectly")),
                handshake(new SocketException("Connection reset")),
                handshake(new SocketTimeoutException("Read timed out")));
    }

    static Stream<IOException> lasting() {
        return Stream.of(
                handshake(new CertificateException("No name matching host found")),
                new SSLHandshakeException("Received fatal alert: handshake_failure"),
                new SSLException("Unsupported or unrecognized SSL message"),
                new ProtocolException("Header size too big"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void mayPass(IOException e) {
        assertThat(NetworkProblem.at(PLACE, e)).isInstanceOf(TransientException.class);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void doesNotPass(IOException e) {
        assertThat(NetworkProblem.at(PLACE, e)).isNotInstanceOf(TransientException.class);
    }

    @Test
    void saysWhichKeysAServerThatWantsACertificateNeeds() {
        IOException alert =
                new SSLHandshakeException("(certificate_required) Received fatal alert: certificate_required");

        assertThat(NetworkProblem.at(PLACE, alert))
                .hasMessage(PLACE + ": no secure connection: the server wants a certificate of ours;"
                        + " set ClientCertificate= and ClientKey=");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 403 Forbidden, 403, false",
        "HTTP/1.0 502, 502, true",
        "HTTP/1.1 503 \u001b[31mNo, 503, true",
        "HTTP/1.1 abc, 0, false",
        "HTTP/1.1, 0, false"
    })
    void tellsOnlyTheStatusOfAProxyThatMakesNoTunnel(String line, int status, boolean passes) {
        IOException e = new IOException("Unable to tunnel through proxy. Proxy returns \"" + line + "\"");

        FetchException problem = NetworkProblem.at(PLACE, e);

        assertThat(problem)
                .hasMessage(PLACE + ": the proxy does not connect to the server, it answers with status " + status);
        assertThat(problem instanceof TransientException).isEqualTo(passes);
    }
}
