package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Command;
import tako.testing.TestCertificates;

/** The web server that most publishers use. */
@Tag("nginx")
class NginxIT {
    private static final int SIZE = 1_000_000;
    private static final int SENT_AT_ONCE = 300_000;

    /** Less than that has come to the disk when what is sent at once has been sent. */
    private static final int HERE = 250_000;

    /** A download that takes longer than the test, unless it is cut. */
    private static final List<String> SLOW = List.of("limit_rate_after " + SENT_AT_ONCE + ";", "limit_rate 4k;");

    @TempDir
    Path parent;

    private Published published;
    private TestCertificates certificates;
    private String image;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
        image = published.publish("1.0.0", Published.longImage(SIZE));
        certificates = TestCertificates.in(Files.createDirectory(parent.resolve("certificates")));
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void servesAnImageOnceAndThenSaysThatNothingIsNew(String scheme) throws Exception {
        try (Nginx nginx = start(settings(scheme))) {
            String config = config(scheme, nginx);
            tako().run(config).exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
            tako().run(config).exits(0).prints("app: 1.0.0 is up to date\n").saysNothingElse();
            assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
            assertThat(nginx.answers())
                    .containsExactly("/manifest 200 - - -", image + " 200 - - -", "/manifest 304 - - -");
        }
    }

    @Test
    void compressesOnlyForThoseWhoAsk() throws Exception {
        try (Nginx nginx = start(List.of())) {
            for (String path : List.of("/manifest", image)) {
                curlCompressed("http://" + nginx.host() + path);
            }
            tako().run(config("http", nginx))
                    .exits(0)
                    .prints("app: installed 1.0.0\n")
                    .saysNothingElse();
            assertThat(nginx.answers())
                    .containsExactly(
                            "/manifest 200 - - gzip",
                            image + " 200 - - gzip",
                            "/manifest 200 - - -",
                            image + " 200 - - -");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void sendsTheRestOfAnImageAfterItWasStopped(String scheme) throws Exception {
        Path partial = published.partial(image);
        try (Nginx nginx = start(settings(scheme, SLOW));
                Running running = tako().start(config(scheme, nginx))) {
            Eventually.until("some of the image is here", () -> Files.exists(partial) && Files.size(partial) >= HERE);
            nginx.stop();
            try (Nginx again = nginx.again(settings(scheme))) {
                running.end().exits(0).prints("app: installed 1.0.0\n").says(" bytes are here; trying again in ");
                assertThat(again.answers().getLast())
                        .matches(image + " 206 bytes=[23][0-9]{5}- \\\\x22[0-9a-f-]+\\\\x22 -");
            }
        }
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }

    @Test
    void servesOnlyClientsThatHaveACertificate() throws Exception {
        Path certificate = certificates.client("client", "-algorithm RSA");
        List<String> verifying = List.of(
                "ssl_ecdh_curve prime256v1;", // to be asked for it after a first try with another group
                "ssl_verify_client on;",
                "ssl_client_certificate \"" + certificates.authority() + "\";");
        try (Nginx nginx = start(settings("https", verifying))) {
            tako().run(config("https", nginx))
                    .exits(1)
                    .complains("app: not updated, nothing is installed: https://" + nginx.host()
                            + "/manifest: the server answers with status 400; does it want a certificate of ours?");
            tako().run(config(
                            "https",
                            nginx,
                            "ClientCertificate=" + certificate,
                            "ClientKey=" + certificates.key("client")))
                    .exits(0)
                    .prints("app: installed 1.0.0\n");
        }
    }

    /** All that the JDK offers for a key exchange, one by one. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, X25519, ecdsa",
        "TLSv1.3, prime256v1, ecdsa",
        "TLSv1.3, secp384r1, ecdsa",
        "TLSv1.3, secp521r1, ecdsa",
        "TLSv1.3, X448, ecdsa",
        "TLSv1.2, X25519, ecdsa",
        "TLSv1.2, X25519, rsa",
        "TLSv1.2, prime256v1, ecdsa",
        "TLSv1.2, prime256v1, rsa",
        "TLSv1.2, secp384r1, ecdsa",
        "TLSv1.2, secp384r1, rsa",
        "TLSv1.2, secp521r1, ecdsa"
    })
    void exchangesKeysByTheOnlyGroupThatTheServerTakes(String protocol, String group, String kind) throws Exception {
        assertIsServedOnce(List.of("ssl_protocols " + protocol + ";", "ssl_ecdh_curve " + group + ";"), kind);
    }

    @Test
    void exchangesKeysWithoutEllipticCurvesWhereTheServerHasNone() throws Exception {
        certificates.openssl("genpkey -genparam -algorithm DH -pkeyopt dh_param:ffdhe2048 -out parameters.pem");
        String parameters =
                certificates.authority().resolveSibling("parameters.pem").toString();
        assertIsServedOnce(
                List.of(
                        "ssl_protocols TLSv1.2;",
                        "ssl_ciphers DHE-RSA-AES256-GCM-SHA384;",
                        "ssl_dhparam \"" + parameters + "\";"),
                "rsa");
    }

    private void assertIsServedOnce(List<String> settings, String kind) throws Exception {
        try (Nginx nginx = start(settings("https", settings, kind))) {
            tako().run(config("https", nginx))
                    .exits(0)
                    .prints("app: installed 1.0.0\n")
                    .saysNothingElse();
            assertThat(nginx.answers()).containsExactly("/manifest 200 - - -", image + " 200 - - -");
        }
    }

    private Nginx start(List<String> settings) throws Exception {
        return Nginx.start(parent.resolve("nginx"), published.originDirectory(), settings);
    }

    private List<String> settings(String scheme) throws IOException {
        return settings(scheme, List.of());
    }

    /** What a server needs for its scheme, and more. */
    private List<String> settings(String scheme, List<String> more) throws IOException {
        return settings(scheme, more, "ecdsa");
    }

    private List<String> settings(String scheme, List<String> more, String kind) throws IOException {
        List<String> settings = new ArrayList<>(more);
        if (scheme.equals("https")) {
            Path certificate = kind.equals("rsa") ? certificates.serverRsa("server") : certificates.server("server");
            settings.add("ssl_certificate \"" + certificate + "\";");
            settings.add("ssl_certificate_key \"" + certificates.key("server") + "\";");
        }
        return settings;
    }

    private String config(String scheme, Nginx nginx, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        if (scheme.equals("https")) {
            all.add("CAFile=" + certificates.authority());
        }
        String url = scheme + "://" + nginx.host();
        return published.config("app", url, published.publicKey(), published.destination(), all.toArray(String[]::new));
    }

    private static void curlCompressed(String url) throws Exception {
        String options = "--disable --noproxy * --silent --fail --compressed --output /dev/null";
        Command.of(("curl " + options + " " + url).split(" ", -1)).output();
    }
}
