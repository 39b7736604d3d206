package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Which groups are offered for the key exchange: all that the JDK has, the cheap ones first. */
class TlsSocketFactoryTest {
    private static final String[] FIRST = {"x25519", "secp384r1"};

    private static TlsSocketFactory factory(Optional<String> host) throws Exception {
        return new TlsSocketFactory(SSLContext.getDefault().getSocketFactory(), host);
    }

    private static String[] groups(Socket socket) {
        return ((SSLSocket) socket).getSSLParameters().getNamedGroups();
    }

    @Test
    void offersWhatTheJdkOffersInAnotherOrder() throws Exception {
        try (Socket plain = SSLContext.getDefault().getSocketFactory().createSocket();
                Socket ordered = factory(Optional.empty()).createSocket()) {
            assertThat(groups(ordered)).startsWith(FIRST).containsExactlyInAnyOrder(groups(plain));
        }
    }

    @Test
    void leavesAllElseAsItIs() throws Exception {
        try (Socket plain = SSLContext.getDefault().getSocketFactory().createSocket();
                Socket ordered = factory(Optional.empty()).createSocket()) {
            SSLParameters expected = ((SSLSocket) plain).getSSLParameters();
            SSLParameters actual = ((SSLSocket) ordered).getSSLParameters();
            assertThat(actual.getProtocols()).isEqualTo(expected.getProtocols());
            assertThat(actual.getCipherSuites()).isEqualTo(expected.getCipherSuites());
            assertThat(actual.getSignatureSchemes()).isEqualTo(expected.getSignatureSchemes());
            assertThat(actual.getAlgorithmConstraints()).isSameAs(expected.getAlgorithmConstraints());
        }
    }

    @Test
    void hasAConnectionToAnAddressMadeFirst() throws Exception {
        TlsSocketFactory named = factory(Optional.of("origin.example"));

        assertThatThrownBy(named::createSocket)
                .isInstanceOf(SocketException.class)
                .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
}
