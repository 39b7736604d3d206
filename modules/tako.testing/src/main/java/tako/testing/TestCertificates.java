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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
            [intermediate]
            basicConstraints = critical, CA:true, pathlen:0
            keyUsage = critical, keyCertSign
            [own_hosts]
            basicConstraints = critical, CA:false
            extendedKeyUsage = serverAuth
            subjectAltName = IP:127.0.0.1, DNS:localhost
            [client]
            basicConstraints = critical, CA:false
            extendedKeyUsage = clientAuth
            [second_address]
            basicConstraints = critical, CA:false
            extendedKeyUsage = serverAuth
            subjectAltName = IP:127.0.0.2
            [other_host]
            basicConstraints = critical, CA:false
            extendedKeyUsage = serverAuth
            subjectAltName = DNS:other.example
            """;

    private static final String AUTHORITY = "authority";
    private static final String OWN_HOSTS = "own_hosts";
    private static final String OTHER_HOST = "other_host";
    private static final String SECOND_ADDRESS = "second_address";
    private static final String CLIENT = "client";

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
        return issued("valid", OWN_HOSTS, tomorrow());
    }

    /** The same with an RSA key; all others have one on the curve P-256. */
    public SSLContext validRsa() throws IOException {
        serverRsa("valid-rsa");
        return serving("valid-rsa");
    }

    /**
     * The same as public sites have it: with a key on P-256, certified on P-384 by an intermediate authority, which is
     * certified by {@link #root()}.
     */
    public SSLContext validInChain() throws IOException {
        openssl("genpkey -algorithm RSA -out root.key");
        certifyItself("root", AUTHORITY);
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out intermediate.key");
        sign("intermediate", "intermediate", tomorrow(), "root", "sha256");
        makeKey("valid-in-chain");
        sign("valid-in-chain", OWN_HOSTS, tomorrow(), "intermediate", "sha384");
        return context(keyManagers("valid-in-chain", " -certfile intermediate.pem"), new TrustManager[0]);
    }

    /** The authority of {@link #validInChain()}, with an RSA key, in PEM. */
    public Path root() {
        return directory.resolve("root.pem");
    }

    /** A server's context: for 127.0.0.1 and localhost, valid; it trusts clients of the authority and no others. */
    public SSLContext validForClients() throws IOException {
        issue("valid-for-clients", OWN_HOSTS, tomorrow());
        return context(keyManagers("valid-for-clients", ""), trustManagers());
    }

    /** The same with an RSA key. */
    public SSLContext validRsaForClients() throws IOException {
        serverRsa("valid-rsa-for-clients");
        return context(keyManagers("valid-rsa-for-clients", ""), trustManagers());
    }

    /**
     * A client's certificate, in PEM.
     *
     * @param name of its file, without the suffix
     * @param key options of {@code openssl genpkey}: {@code -algorithm RSA}
     */
    public Path client(String name, String key) throws IOException {
        openssl("genpkey " + key + " -out " + name + ".key");
        sign(name, CLIENT, tomorrow());
        return directory.resolve(name + ".pem");
    }

    /**
     * A server's certificate, for 127.0.0.1 and localhost, valid, in PEM.
     *
     * @param name of its file, without the suffix
     */
    public Path server(String name) throws IOException {
        issue(name, OWN_HOSTS, tomorrow());
        return directory.resolve(name + ".pem");
    }

    /** The same with an RSA key. */
    public Path serverRsa(String name) throws IOException {
        openssl("genpkey -algorithm RSA -out " + name + ".key");
        sign(name, OWN_HOSTS, tomorrow());
        return directory.resolve(name + ".pem");
    }

    /** The key of a client's or a server's certificate, as PKCS #8 in PEM. */
    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** Runs a command of openssl in the directory of the certificates. */
    public void openssl(String arguments) throws IOException {
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

    /** A server's context: for 127.0.0.1 and localhost, expired yesterday. */
    public SSLContext expired() throws IOException {
        return issued("expired", OWN_HOSTS, Instant.now().minus(1, ChronoUnit.DAYS));
    }

    /** A server's context: for other.example only, valid. */
    public SSLContext otherHost() throws IOException {
        return issued("other-host", OTHER_HOST, tomorrow());
    }

    /** A server's context: for 127.0.0.2 only, valid. */
    public SSLContext secondAddress() throws IOException {
        return issued("second-address", SECOND_ADDRESS, tomorrow());
    }

    /** A server's context: for 127.0.0.1 and localhost, signed by itself and not by the authority. */
    public SSLContext selfSigned() throws IOException {
        return serving(selfSigned("self-signed", OWN_HOSTS));
    }

    /** A client's context that trusts the authority and nobody else. */
    public SSLContext trusting() throws IOException {
        return context(new KeyManager[0], trustManagers());
    }

    private static Instant tomorrow() {
        return Instant.now().plus(1, ChronoUnit.DAYS);
    }

    private void makeAuthority() throws IOException {
        Files.writeString(directory.resolve("openssl.cnf"), CONFIGURATION);
        Files.createFile(directory.resolve("issued.txt"));
        selfSigned(AUTHORITY, AUTHORITY);
    }

    private String selfSigned(String name, String extensions) throws IOException {
        makeKey(name);
        certifyItself(name, extensions);
        return name;
    }

    private void certifyItself(String name, String extensions) throws IOException {
        openssl("req -x509 -new -config openssl.cnf -days 2 -extensions " + extensions + files(name, ".pem"));
    }

    private SSLContext issued(String name, String extensions, Instant end) throws IOException {
        issue(name, extensions, end);
        return serving(name);
    }

    private void issue(String name, String extensions, Instant end) throws IOException {
        makeKey(name);
        sign(name, extensions, end);
    }

    private void sign(String name, String extensions, Instant end) throws IOException {
        sign(name, extensions, end, AUTHORITY, "sha256");
    }

    private void sign(String name, String extensions, Instant end, String issuer, String digest) throws IOException {
        openssl("req -new -config openssl.cnf" + files(name, ".request"));
        String from = OPENSSL_DATE.format(Instant.now().minus(2, ChronoUnit.DAYS));
        String authority = " -cert " + issuer + ".pem -keyfile " + issuer + ".key -md " + digest;
        openssl("ca -batch -notext -config openssl.cnf" + authority + " -extensions " + extensions + " -startdate "
                + from + " -enddate " + OPENSSL_DATE.format(end) + " -in " + name + ".request -out " + name + ".pem");
    }

    private void makeKey(String name) throws IOException {
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + name + ".key");
    }

    private static String files(String name, String suffix) {
        return " -subj /CN=" + name + " -key " + name + ".key -out " + name + suffix;
    }

    private SSLContext serving(String name) throws IOException {
        return context(keyManagers(name, ""), new TrustManager[0]);
    }

    private KeyManager[] keyManagers(String name, String more) throws IOException {
        openssl("pkcs12 -export -passout pass:" + PASSWORD + " -inkey " + name + ".key -in " + name + ".pem -out "
                + name + ".p12" + more);
        try {
            char[] password = PASSWORD.toCharArray();
            KeyStore store =
                    KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException unusable) {
            throw new IOException("Cannot use " + name + ".p12 in " + directory, unusable);
        }
    }

    private TrustManager[] trustManagers() throws IOException {
        try (InputStream in = Files.newInputStream(authority())) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (GeneralSecurityException unusable) {
            throw new IOException("Cannot use " + authority(), unusable);
        }
    }

    private static SSLContext context(KeyManager[] own, TrustManager[] trusted) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trusted, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("Cannot use the certificates", unusable);
        }
    }
}
