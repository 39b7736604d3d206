package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Command;

/** Held against openssl. */
class NameHashTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/C=DE/O=An Authority/CN=Root 1",
                "/O=  Many   spaces  and\ttabs /CN=x",
                "/O=Ünï Ćödé ÄÖ/CN=ÀB",
                "/DC=org/DC=Example/CN=in IA5",
                "/O=two in one+OU=SET/CN=b+C=DE+CN=a",
                "/2.5.4.45=not a text with a fixed kind/CN=x",
                "/CN= ",
            })
    void isTheSameAsOfOpenssl(String subject) throws Exception {
        assertSame(subject, "-utf8", "utf8only");
    }

    @Test
    void isTheSameAsOfOpensslForLongNames() throws Exception {
        assertSame("/O=" + "o".repeat(60) + "/OU=" + "u".repeat(60) + "/CN=" + "Ü".repeat(60), "-utf8", "utf8only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "pkix", "nombstr", "MASK:0x800", "MASK:0x100"})
    void isTheSameAsOfOpensslInEveryKindOfText(String kinds) throws Exception {
        assertSame("/O=Ünï  X/CN=Plain", "-utf8", kinds);
    }

    private void assertSame(String subject, String encoding, String kinds) throws Exception {
        Path configuration = Files.writeString(
                directory.resolve("openssl.cnf"),
                "[req]\nstring_mask = " + kinds + "\nprompt = no\ndistinguished_name = name\n[name]\nCN = x\n");
        Path file = directory.resolve("authority.pem");
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ed25519",
                        "-nodes",
                        encoding,
                        "-multivalue-rdn",
                        "-subj",
                        subject,
                        "-config",
                        configuration.toString(),
                        "-keyout",
                        directory.resolve("key").toString(),
                        "-out",
                        file.toString())
                .output();
        String expected = Command.of("openssl", "x509", "-noout", "-subject_hash", "-in", file.toString())
                .output()
                .strip();
        assertThat(NameHash.of(subject(file))).as(subject).isEqualTo(expected);
    }

    private static X500Principal subject(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .getSubjectX500Principal();
        }
    }
}
