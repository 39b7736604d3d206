package tako.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import tako.store.StoreException;

/**
 * The certificate authorities that https origins are checked against: the system's, or those configured; and
 * what is shown to origins that want to know who asks. Read when the first https connection is made, and not before.
 */
final class TrustStore {
    /** OpenSSL's variables for the bundle and for hashed directories, which administrators know from curl. */
    private static final String BUNDLE = "SSL_CERT_FILE";

    private static final String DIRECTORIES = "SSL_CERT_DIR";

    /** Where distributions have it, if they have it. */
    private static final Path USUAL_DIRECTORY = Path.of("/etc/ssl/certs");

    /** Where distributions keep it: Debian and Arch, Fedora and its kin, SUSE, Alpine. */
    private static final List<Path> USUAL_PLACES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private final Optional<Path> configured;
    private final Optional<ClientKey> clientKey;
    private final Map<String, String> environment;
    private final Map<Optional<String>, SSLSocketFactory> factories = new HashMap<>();
    private final Offer offer = new Offer();
    private final TlsSetUp setUp = new TlsSetUp();
    private Optional<TlsContext> context = Optional.empty();

    /**
     * Over a PEM bundle, or the system's.
     *
     * @param configured the value of {@code CAFile=}
     * @param clientKey who we are
     * @param environment the process's environment
     */
    TrustStore(Optional<Path> configured, Optional<ClientKey> clientKey, Map<String, String> environment) {
        this.configured = configured;
        this.clientKey = clientKey;
        this.environment = environment;
    }

    /** Has the JDK begin to set up what any secure connection needs. Nothing that is configured is read. */
    void prepare() {
        setUp.begin();
    }

    /** What the servers are offered that are connected to by these sockets. */
    Offer offer() {
        return offer;
    }

    /**
     * Sockets that trust these authorities and check host names through HttpsURLConnection.
     *
     * @param host whom the server is to prove to be, where HttpsURLConnection is given a single address of it
     */
    synchronized SSLSocketFactory socketFactory(Optional<String> host) throws FetchException {
        SSLSocketFactory factory = factories.get(host);
        if (factory == null) { // made once: connections are used again only with the same one
            factory = new TlsSocketFactory(context(), offer, host);
            factories.put(host, factory);
        }
        return factory;
    }

    private TlsContext context() throws FetchException {
        if (context.isEmpty()) {
            KeyManager[] none = {};
            KeyManager[] own = clientKey.isPresent() ? clientKey.get().managers() : none;
            context = Optional.of(new TlsContext(own, authorities(), setUp));
        }
        return context.get();
    }

    /** Whether there is nothing to show to servers that want to know who asks. */
    boolean isAnonymous() {
        return clientKey.isEmpty();
    }

    /** Of the system all of them count, of a configured file those in it alone. */
    private X509ExtendedTrustManager authorities() throws FetchException {
        if (configured.isPresent()) {
            return trustingAll(configured.get());
        }
        List<CertificateDirectory> directories = directories();
        return directories.isEmpty()
                ? trustingAll(bundle())
                : new LookedUpAuthorities(directories, () -> trustingAll(bundle()), setUp);
    }

    /** Where authorities can be looked up; nowhere, if the environment names a bundle and no directory. */
    private List<CertificateDirectory> directories() {
        String named = environment.getOrDefault(DIRECTORIES, "");
        List<CertificateDirectory> directories = new ArrayList<>();
        if (!named.isEmpty()) {
            for (String directory : named.split(":", -1)) {
                directories.add(new CertificateDirectory(Path.of(directory)));
            }
        } else if (environment.getOrDefault(BUNDLE, "").isEmpty() && Files.isDirectory(USUAL_DIRECTORY)) {
            directories.add(new CertificateDirectory(USUAL_DIRECTORY));
        }
        return directories;
    }

    private Path bundle() throws FetchException {
        String named = environment.getOrDefault(BUNDLE, "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        for (Path place : USUAL_PLACES) {
            if (Files.isRegularFile(place)) {
                return place;
            }
        }
        throw new FetchException(
                "no certificate authorities found on this system: install ca-certificates, or set CAFile=");
    }

    private X509ExtendedTrustManager trustingAll(Path bundle) throws FetchException {
        if (Files.exists(bundle) && !Files.isRegularFile(bundle)) { // opening a pipe would wait for ever
            throw new FetchException(
                    "the certificate authorities are to be in " + bundle + ", which is no regular file");
        }
        setUp.awaitSockets(); // which sets up what it takes to read certificates, too
        try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle))) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (authorities.isEmpty()) {
                throw new CertificateException("it has no certificates in PEM form");
            }
            return trusting(authorities);
        } catch (IOException e) {
            throw new FetchException(
                    "cannot read the certificate authorities in " + bundle + ": " + StoreException.reason(e), e);
        } catch (GeneralSecurityException e) {
            throw new FetchException("cannot use the certificate authorities in " + bundle + ": " + e.getMessage(), e);
        }
    }

    /** What the JDK has for trusting these authorities and no others. Without a key store, which takes twice as long. */
    static X509ExtendedTrustManager trusting(Collection<? extends Certificate> authorities)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (Certificate authority : authorities) {
            anchors.add(new TrustAnchor((X509Certificate) authority, null));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, null);
        parameters.setRevocationEnabled(false); // which is what the JDK does with a key store
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(new CertPathTrustManagerParameters(parameters));
        return (X509ExtendedTrustManager) trust.getTrustManagers()[0];
    }
}
