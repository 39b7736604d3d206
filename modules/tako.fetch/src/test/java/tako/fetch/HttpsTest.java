package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.redirectingTo;
import static tako.testing.Behaviour.withoutHeader;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.TestCertificates;

/** Origins over TLS, and whom a run trusts there. */
class HttpsTest extends UpdateFixture {
    @TempDir
    static Path authorityDirectory;

    private static TestCertificates certificates;
    private static SSLContext valid;

    private Origin secure;

    @BeforeAll
    static void issueCertificates() throws Exception {
        certificates = TestCertificates.in(authorityDirectory);
        valid = certificates.valid();
    }

    @BeforeEach
    void publish() throws Exception {
        secure = serving(valid);
        configure("CAFile=" + certificates.authority());
    }

    private Origin serving(SSLContext context) throws Exception {
        Origin https = opened(Origin.https(directory.resolve("secure"), key, context));
        https.publish("1.0", "one");
        origins(https.url());
        return https;
    }

    private void assertRefused(Origin peer, String words) throws Exception {
        assertThat(failureThatChangesNothing())
                .startsWith(peer.url() + "/manifest: no secure connection: ")
                .contains(words)
                .doesNotContain("Exception", "PKIX");
        assertThat(peer.server().requests()).isEmpty();
    }

    @Test
    void trustsTheConfiguredAuthority() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(secure.server().requests()).hasSize(3);
    }

    @Test
    void asksWhetherTheServerThatCannotTellWhatItMissesWantsACertificate() {
        secure.always(Origin.MANIFEST, answering(400));

        assertThat(failure())
                .isEqualTo(secure.url() + "/manifest: the server answers with status 400; does it want a certificate of"
                        + " ours? Then set ClientCertificate= and ClientKey=");
    }

    @Test
    void trustsTheAuthorityThatTheEnvironmentNames() throws Exception {
        configure();
        environment = Map.of("SSL_CERT_FILE", certificates.authority().toString());

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void looksTheAuthorityUpInTheDirectoryThatTheEnvironmentNames() throws Exception {
        configure();
        environment =
                Map.of("SSL_CERT_DIR", "/no/such/directory:" + hashed(certificates), "SSL_CERT_FILE", "/dev/null");

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void looksTheAuthorityUpOfAServerWithAnRsaKey() throws Exception {
        serving(certificates.validRsa());
        configure();
        environment = Map.of("SSL_CERT_DIR", hashed(certificates), "SSL_CERT_FILE", "/dev/null");

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void readsTheBundleForAnAuthorityThatIsNotInTheDirectory() throws Exception {
        configure();
        trusts(directory.toString(), certificates);

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void readsTheBundleIfTheDirectoryHasAnotherAuthorityOfThatName() throws Exception {
        TestCertificates others = TestCertificates.in(Files.createDirectory(directory.resolve("others")));
        configure();
        trusts(hashed(others), certificates);

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void refusesACertificateOfAnAuthorityThatOnlyHasTheNameOfATrustedOne() throws Exception {
        TestCertificates others = TestCertificates.in(Files.createDirectory(directory.resolve("others")));
        configure();
        trusts(hashed(others), others);

        assertRefused(secure, "no authority that is trusted here has signed the server's certificate");
    }

    @Test
    void refusesACertificateOfAnotherHostWhoseAuthorityWasLookedUp() throws Exception {
        Origin other = serving(certificates.otherHost());
        configure();
        trusts(hashed(certificates), certificates);

        assertRefused(other, "refused the server's certificate: No subject alternative");
    }

    @Test
    void looksNoAuthorityUpThatIsNotInTheConfiguredFile() throws Exception {
        TestCertificates others = TestCertificates.in(Files.createDirectory(directory.resolve("others")));
        configure("CAFile=" + others.authority());
        environment = Map.of("SSL_CERT_DIR", hashed(certificates));

        assertRefused(secure, "no authority that is trusted here has signed the server's certificate");
    }

    private static String hashed(TestCertificates authority) throws Exception {
        authority.openssl("rehash .");
        return authority.authority().resolveSibling("").toString();
    }

    @Test
    void takesTheConfiguredAuthorityInThePlaceOfAllOthers() throws Exception {
        environment = Map.of("SSL_CERT_FILE", "/dev/null");

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void refusesACertificateOfAnUnknownAuthority() throws Exception {
        TestCertificates others = TestCertificates.in(Files.createDirectory(directory.resolve("others")));
        configure("CAFile=" + others.authority());

        assertRefused(secure, "no authority that is trusted here has signed the server's certificate");
    }

    @Test
    void refusesACertificateThatSignedItself() throws Exception {
        assertRefused(
                serving(certificates.selfSigned()),
                "no authority that is trusted here has signed the server's certificate");
    }

    @Test
    void refusesACertificateThatHasExpired() throws Exception {
        assertRefused(serving(certificates.expired()), "the server's certificate has expired");
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        assertRefused(serving(certificates.otherHost()), "refused the server's certificate: No subject alternative");
    }

    @Test
    void saysThatTheServerDoesNotSpeakTls() throws Exception {
        origins(origin.url().replace("http:", "https:"));

        assertThat(failureThatChangesNothing()).startsWith("https://" + origin.host() + "/manifest: ");
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void saysThatTheAuthorityFileIsMissing() throws Exception {
        configure("CAFile=/no/such/file");

        assertThat(failureThatChangesNothing())
                .isEqualTo("cannot read the certificate authorities in /no/such/file: no such file or directory");
    }

    @Test
    void saysThatTheAuthorityFileHoldsNoCertificate() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        configure("CAFile=" + empty);

        assertThat(failureThatChangesNothing())
                .isEqualTo(
                        "cannot use the certificate authorities in " + empty + ": it has no certificates in PEM form");
    }

    @Test
    void saysThatTheAuthorityFileIsDamaged() throws Exception {
        Path damaged = Files.writeString(
                directory.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        configure("CAFile=" + damaged);

        assertThat(failureThatChangesNothing()).startsWith("cannot use the certificate authorities in " + damaged);
    }

    @Test
    void isNotLedFromHttpsToHttp() throws Exception {
        origin.mirror(secure);
        secure.always(Origin.MANIFEST, redirectingTo(origin.server().url(Origin.MANIFEST)));

        assertThat(failureThatChangesNothing())
                .isEqualTo(secure.url() + "/manifest: refused a redirect to " + origin.url()
                        + "/manifest; from https:// it may only lead to https://");
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void isNotLedFromHttpToHttpsAndBack() throws Exception {
        origin.mirror(secure);
        origins(origin.url());
        origin.always(Origin.MANIFEST, redirectingTo(secure.server().url(Origin.MANIFEST)));
        secure.always(Origin.MANIFEST, redirectingTo(origin.server().url("/elsewhere")));

        assertThat(failureThatChangesNothing()).startsWith(secure.url() + "/manifest: refused a redirect");
    }

    @Test
    void isLedFromHttpToHttps() throws Exception {
        origin.mirror(secure);
        origins(origin.url());
        origin.always(Origin.MANIFEST, redirectingTo(secure.server().url(Origin.MANIFEST)));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(secure.requests(Origin.MANIFEST)).hasSize(1);
    }

    @Test
    void goesOnAfterTheConnectionWasCut() throws Exception {
        withoutRetries();
        secure.next(Origin.path("one"), closeAfter(2));
        assertThat(failure()).startsWith(secure.url() + Origin.path("one") + ": ");

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.transfers()).containsExactly("downloading 1.0 from 2 to 3 of 3");
    }

    @Test
    void doesNotTakeACutWithoutALengthForTheEnd() throws Exception {
        withoutRetries();
        secure.next(Origin.path("one"), withoutHeader("Content-Length"), closeAfter(2));
        assertThat(failure()).startsWith(secure.url() + Origin.path("one") + ": ");

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void doesNotTakeACutManifestForAWholeOne() throws Exception {
        secure.always(Origin.MANIFEST, withoutHeader("Content-Length"), closeAfter(60));

        assertThat(failureThatChangesNothing()).startsWith(secure.url() + "/manifest: ");
    }

    private void trusts(String hashed, TestCertificates bundle) throws Exception {
        environment = Map.of(
                "SSL_CERT_DIR", hashed, "SSL_CERT_FILE", bundle.authority().toString());
    }
}
