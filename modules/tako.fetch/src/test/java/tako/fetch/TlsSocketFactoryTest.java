package tako.fetch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** What HttpsURLConnection gets for its connections. */
class TlsSocketFactoryTest {
    private final TlsContext context = new TlsContext(new KeyManager[0], new TrustManager() {}, new TlsSetUp());

    /** This is what the JDK knows it by (HttpsClient.createSocket). */
    @Test
    void hasConnectionsMadeFirst() {
        for (Optional<String> host : List.of(Optional.<String>empty(), Optional.of("origin.example"))) {
            assertThatThrownBy(new TlsSocketFactory(context, new Offer(), host)::createSocket)
                    .isInstanceOf(SocketException.class)
                    .hasCauseInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void makesNoConnectionOfItsOwn() {
        TlsSocketFactory factory = new TlsSocketFactory(context, new Offer(), Optional.empty());

        assertThatThrownBy(() -> factory.createSocket("127.0.0.1", 1))
                .isInstanceOf(SocketException.class)
                .hasNoCause();
    }
}
