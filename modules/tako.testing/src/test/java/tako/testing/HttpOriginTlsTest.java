package tako.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tako.testing.Behaviour.closeAfter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpOriginTlsTest {
    private static final int CERTIFICATE_REFUSED = 60;
    private static final int PARTIAL_FILE = 18;

    private final Path served;
    private final TestCertificates certificates;

    HttpOriginTlsTest(@TempDir Path directory) throws IOException {
        served = Files.createDirectory(directory.resolve("served"));
        Files.writeString(served.resolve("image"), "0123456789");
        certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
    }

    @Test
    void servesAClientThatTrustsTheAuthority() throws Exception {
        try (HttpOrigin origin = HttpOrigin.https(served, certificates.valid())) {
            assertThat(origin.url()).startsWith("https://127.0.0.1:");
            assertThat(fetch(origin.url("/image"))).isEqualTo("0123456789");
            assertThat(fetch(origin.url("/image").replace("127.0.0.1", "localhost")))
                    .isEqualTo("0123456789");
            assertThat(curl(origin)).isEqualTo(new SystemCommand(0, "0123456789"));
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @Test
    void isDistrustedWithEveryOtherCertificate() throws Exception {
        for (SSLContext context :
                new SSLContext[] {certificates.expired(), certificates.otherHost(), certificates.selfSigned()}) {
            try (HttpOrigin origin = HttpOrigin.https(served, context)) {
                assertThatThrownBy(() -> fetch(origin.url("/image"))).isInstanceOf(SSLException.class);
                assertThat(curl(origin).status()).isEqualTo(CERTIFICATE_REFUSED);
                assertThat(origin.requests()).isEmpty();
            }
        }
    }

    /** openssl is the judge, as neither curl nor Java minds a TLS connection that ends without close_notify. */
    @Test
    void saysGoodbyeUnlessItIsToCutTheConnection() throws Exception {
        try (HttpOrigin origin = HttpOrigin.https(served, certificates.valid())) {
            assertThat(openssl(origin).output()).endsWith("0123456789");
            origin.next("/image", closeAfter(4));
            assertThat(openssl(origin).output()).contains("\r\n\r\n0123").contains("unexpected eof");
            origin.next("/image", closeAfter(4));
            assertThat(curl(origin)).isEqualTo(new SystemCommand(PARTIAL_FILE, "0123"));
        }
    }

    @Test
    void isToldWhatAClientOffersAndMayTurnItAway() throws Exception {
        List<ClientHello> hellos = new CopyOnWriteArrayList<>();
        ClientHello.Listener listener = (hello, socket) -> {
            hellos.add(hello);
            if (hellos.size() > 1) {
                throw new IOException("turned away");
            }
        };
        InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        try (HttpOrigin origin = HttpOrigin.https(served, address, certificates.valid(), listener)) {
            assertThat(fetch(origin.url("/image"))).isEqualTo("0123456789");
            assertThat(openssl(origin, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256", "-groups", "P-256:X25519")
                            .output())
                    .doesNotContain("0123456789");
        }
        assertThat(hellos).hasSize(2);
        assertThat(hellos.getFirst().suites()).contains(0x1301, 0xc02b);
        assertThat(hellos.getLast()).isEqualTo(new ClientHello(List.of(0xc02b, 0x00ff), List.of(23, 29)));
    }

    private String fetch(String url) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) URI.create(url).toURL().openConnection();
        connection.setSSLSocketFactory(certificates.trusting().getSocketFactory());
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private SystemCommand curl(HttpOrigin origin) throws Exception {
        return SystemCommand.curl("--fail", "--cacert", certificates.authority().toString(), origin.url("/image"));
    }

    private static SystemCommand openssl(HttpOrigin origin, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-quiet"));
        command.addAll(List.of(options));
        command.addAll(List.of("-connect", URI.create(origin.url()).getAuthority()));
        return SystemCommand.runOn("GET /image HTTP/1.1\r\nConnection: close\r\n\r\n", command.toArray(String[]::new));
    }
}
