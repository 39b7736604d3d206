package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.HttpOrigin;
import tako.testing.TestCertificates;

/** Origins that want to see a certificate. */
class ClientCertificateTest extends UpdateFixture {
    @TempDir
    static Path certificateDirectory;

    private static TestCertificates certificates;
    private static SSLContext server;

    private Origin secure;

    @BeforeAll
    static void issueCertificates() throws Exception {
        certificates = TestCertificates.in(certificateDirectory);
        server = certificates.validForClients();
        certificates.client("ec", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        certificates.client("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384");
        certificates.client("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
        certificates.client("ed25519", "-algorithm ED25519");
        certificates.openssl("ec -in ec.key -out ec-traditional.key");
        certificates.openssl("ecparam -name prime256v1 -out parameters");
        Path withParameters = Files.copy(file("ec-traditional.key"), file("ec-with-parameters.key"));
        Files.writeString(withParameters, Files.readString(file("parameters")) + Files.readString(withParameters));
        certificates.openssl("rsa -in rsa.key -traditional -out rsa-traditional.key");
        certificates.openssl("pkey -in ec.key -aes256 -passout pass:x -out encrypted.key");
        certificates.openssl("ec -in ec.key -aes256 -passout pass:x -out encrypted-traditional.key");
    }

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
        secure = opened(new Origin(origin.directory(), key, HttpOrigin.mutualTls(origin.directory(), server)));
        origins(secure.url());
    }

    private static Path file(String name) {
        return certificateDirectory.resolve(name);
    }

    private void show(Path certificate, Path key) {
        configure("CAFile=" + certificates.authority(), "ClientCertificate=" + certificate, "ClientKey=" + key);
    }

    private void assertUnusable(String message) throws Exception {
        assertThat(failureThatChangesNothing()).startsWith(message).doesNotContain("tried");
        assertThat(secure.server().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ec, ec",
        "p384, p384",
        "rsa, rsa",
        "ed25519, ed25519",
        "ec, ec-traditional",
        "ec, ec-with-parameters",
        "rsa, rsa-traditional"
    })
    void showsACertificateOfAnyKind(String certificate, String key) throws Exception {
        show(file(certificate + ".pem"), file(key + ".key"));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void readsBothFromOneFile() throws Exception {
        Path both = Files.copy(file("ec.pem"), directory.resolve("both.pem"));
        Files.writeString(both, Files.readString(both) + Files.readString(file("ec.key")));
        Files.setPosixFilePermissions(both, PosixFilePermissions.fromString("rw-------"));
        show(both, both);

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void saysThatTheServerWantsOne() throws Exception {
        configure("CAFile=" + certificates.authority());

        assertThat(failureThatChangesNothing())
                .startsWith(secure.url() + "/manifest: ")
                .as("or a reset, where the server's alert comes too late")
                .containsAnyOf("the server wants a certificate of ours", "the connection failed");
        assertThat(secure.server().requests()).isEmpty();
    }

    @Test
    void warnsIfOthersCanReadTheKey() throws Exception {
        Path open = Files.copy(file("ec.key"), directory.resolve("open.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        show(file("ec.pem"), open);

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings())
                .containsExactly("other users can read ClientKey=" + open + "; run: chmod go-rwx " + open);
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws Exception {
        certificates.client("other", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        show(file("ec.pem"), file("other.key"));
        assertUnusable("cannot use ClientCertificate=" + file("ec.pem") + " with ClientKey=" + file("other.key")
                + ": the key is not that of the certificate");
    }

    @Test
    void refusesAKeyOfAnotherKind() throws Exception {
        show(file("ec.pem"), file("rsa.key"));
        assertUnusable("cannot use ClientKey=" + file("rsa.key") + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted.key", "encrypted-traditional.key"})
    void saysHowToDecryptAKey(String key) throws Exception {
        show(file("ec.pem"), file(key));
        assertUnusable("cannot use ClientKey=" + file(key) + ": it is encrypted, and nobody is here to type its"
                + " passphrase; take it off with: openssl pkey -in " + file(key) + " -out NEW");
    }

    @Test
    void saysThatTheFilesAreOthers() throws Exception {
        show(file("ec.key"), file("ec.key"));
        assertUnusable("cannot use ClientCertificate=" + file("ec.key") + ": it has no certificates in PEM form");

        show(file("ec.pem"), file("ec.pem"));
        assertUnusable("cannot use ClientKey=" + file("ec.pem") + ": it has no private key in PEM form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n",
                "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"
            })
    void saysThatTheKeyIsDamaged(String content) throws Exception {
        Path damaged = Files.writeString(directory.resolve("damaged.key"), content);
        Files.setPosixFilePermissions(damaged, PosixFilePermissions.fromString("rw-------"));
        show(file("ec.pem"), damaged);
        assertUnusable("cannot use ClientKey=" + damaged + ": ");
    }

    @Test
    void saysThatAFileIsMissing() throws Exception {
        show(file("ec.pem"), Path.of("/no/such.key"));
        assertUnusable("cannot read ClientKey=/no/such.key: no such file or directory");

        show(Path.of("/no/such.pem"), file("ec.key"));
        assertUnusable("cannot read ClientCertificate=/no/such.pem: no such file or directory");
    }
}
