package tako.fetch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What HttpsURLConnection gets where a host has several addresses. */
class TlsSocketFactoryTest {
    @Test
    void hasAConnectionToAnAddressMadeFirst() throws Exception {
        TlsSocketFactory named = new TlsSocketFactory(
                SSLContext.getDefault().getSocketFactory(), new Offer(), Optional.of("origin.example"));

        assertThatThrownBy(named::createSocket)
                .isInstanceOf(SocketException.class)
                .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
}
