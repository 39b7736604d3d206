package tako.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test's own and what it issues, made by the openssl command (1.1.1 or later). */
public final class TestCertificates {
    /** Relative paths, because openssl is always called in the directory. */
    private static final String CONFIGURATION = """
            [ca]
            default_ca = authority_files
            [authority_files]
            certificate = authority.pem
            private_key = authority.key
            new_certs_dir = .
            database = issued.txt
            rand_serial = yes
            unique_subject = no
            default_md = sha256
            policy = any_name
            [any_name]
            commonName = supplied
            [req]
            distinguished_name = from_command_line
            [from_command_line]
            [authority]
            basicConstraints = critical, CA:true
            keyUsage = critical, keyCertSign
            subjectKeyIdentifier = hash
            [own_hosts]
            basicConstraints = critical, CA:false
            extendedKeyUsage = serverAuth
            subjectAltName = IP:127.0.0.1, DNS:localhost
            [other_host]
            basicConstraints = critical, CA:false
            extendedKeyUsage = serverAuth
            subjectAltName = DNS:other.example
            """;

    private static final String OWN_HOSTS = "own_hosts";
    private static final String OTHER_HOST = "other_host";

    /** The keys are worth nothing, but PKCS #12 wants a password. */
    private static final String PASSWORD = "test";

    /** YYYYMMDDHHMMSSZ, see openssl-ca(1). */
    private static final DateTimeFormatter OPENSSL_DATE =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes an authority.
     *
     * @param directory where all files go: empty and the test's own
     * @throws IOException if openssl fails, with what it said
     */
    public static TestCertificates in(Path directory) throws IOException {
        TestCertificates certificates = new TestCertificates(directory);
        certificates.makeAuthority();
        return certificates;
    }

    /** The authority's certificate, in PEM. */
    public Path authority() {
        return directory.resolve("authority.pem");
    }

    /** A server's context: for 127.0.0.1 and localhost, valid. */
    public SSLContext valid() throws IOException {
        return issued("valid", OWN_HOSTS, Instant.now().plus(1, ChronoUnit.DAYS));
    }

    /** A server's context: for 127.0.0.1 and localhost, expired yesterday. */
    public SSLContext expired() throws IOException {
        return issued("expired", OWN_HOSTS, Instant.now().minus(1, ChronoUnit.DAYS));
    }

    /** A server's context: for other.example only, valid. */
    public SSLContext otherHost() throws IOException {
        return issued("other-host", OTHER_HOST, Instant.now().plus(1, ChronoUnit.DAYS));
    }

    /** A server's context: for 127.0.0.1 and localhost, signed by itself and not by the authority. */
    public SSLContext selfSigned() throws IOException {
        return serving(selfSigned("self-signed", OWN_HOSTS));
    }

    /** A client's context that trusts the authority and nobody else. */
    public SSLContext trusting() throws IOException {
        try (InputStream in = Files.newInputStream(authority())) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("Cannot use " + authority(), unusable);
        }
    }

    private void makeAuthority() throws IOException {
        Files.writeString(directory.resolve("openssl.cnf"), CONFIGURATION);
        Files.createFile(directory.resolve("issued.txt"));
        selfSigned("authority", "authority");
    }

    private String selfSigned(String name, String extensions) throws IOException {
        makeKey(name);
        openssl("req -x509 -new -config openssl.cnf -days 2 -extensions " + extensions + files(name, ".pem"));
        return name;
    }

    private SSLContext issued(String name, String extensions, Instant end) throws IOException {
        makeKey(name);
        openssl("req -new -config openssl.cnf" + files(name, ".request"));
        String from = OPENSSL_DATE.format(Instant.now().minus(2, ChronoUnit.DAYS));
        openssl("ca -batch -notext -config openssl.cnf -extensions " + extensions + " -startdate " + from + " -enddate "
                + OPENSSL_DATE.format(end) + " -in " + name + ".request -out " + name + ".pem");
        return serving(name);
    }

    private void makeKey(String name) throws IOException {
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + name + ".key");
    }

    private static String files(String name, String suffix) {
        return " -subj /CN=" + name + " -key " + name + ".key -out " + name + suffix;
    }

    private SSLContext serving(String name) throws IOException {
        openssl("pkcs12 -export -passout pass:" + PASSWORD + " -inkey " + name + ".key -in " + name + ".pem -out "
                + name + ".p12");
        try {
            char[] password = PASSWORD.toCharArray();
            KeyStore store =
                    KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("Cannot use " + name + ".p12 in " + directory, unusable);
        }
    }

    private void openssl(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("openssl " + arguments + " in " + directory + " failed: " + said);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while openssl ran", impatient);
        }
    }
}
