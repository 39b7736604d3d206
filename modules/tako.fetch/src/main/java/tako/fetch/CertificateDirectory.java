package tako.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** A directory of certificates that can be found by the name of whom they are for (openssl-rehash(1)). */
record CertificateDirectory(Path path) {
    /** As many as there may be of one name or hash; there are rarely two. */
    private static final int MAX_OF_A_NAME = 16;

    /** The certificates for this name; none that cannot be read. */
    List<X509Certificate> find(X500Principal name) {
        List<X509Certificate> found = new ArrayList<>();
        String hash = NameHash.of(name);
        for (int i = 0; i < MAX_OF_A_NAME; i++) {
            Path file = path.resolve(hash + "." + i);
            if (!Files.exists(file)) {
                break;
            }
            read(file, name, found);
        }
        return found;
    }

    private static void read(Path file, X500Principal name, List<X509Certificate> found) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            if (CertificateFactory.getInstance("X.509").generateCertificate(in) instanceof X509Certificate certificate
                    && certificate.getSubjectX500Principal().equals(name)) {
                found.add(certificate);
            }
        } catch (IOException | CertificateException e) {
            // In OpenSSL's own form, for example: then the bundle has it.
        }
    }
}
