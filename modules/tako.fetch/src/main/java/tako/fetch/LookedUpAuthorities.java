package tako.fetch;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Trusts the authorities of hashed directories, of which it reads those that a server's chain names and no others: the
 * whole bundle has 150, and reading it takes longer than the rest of a poll. The JDK then judges the chain as it always
 * does, with the host's name. Where it finds no way to these authorities it decides by the whole bundle.
 */
final class LookedUpAuthorities extends X509ExtendedTrustManager {
    private final List<CertificateDirectory> directories;
    private final Bundle bundle;
    private final TlsSetUp setUp;

    /** All authorities, in case that they are needed. */
    interface Bundle {
        /** Whoever trusts them, and no others. */
        X509ExtendedTrustManager trust() throws GeneralSecurityException, FetchException;
    }

    LookedUpAuthorities(List<CertificateDirectory> directories, Bundle bundle, TlsSetUp setUp) {
        this.directories = directories;
        this.bundle = bundle;
        this.setUp = setUp;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        setUp.awaitCertificates();
        try {
            Set<X509Certificate> found = lookUp(chain);
            if (!found.isEmpty() && isTrusted(TrustStore.trusting(found), chain, authType, socket)) {
                return;
            }
            bundle.trust().checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException | FetchException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private static boolean isTrusted(
            X509ExtendedTrustManager trust, X509Certificate[] chain, String authType, Socket socket) {
        try {
            trust.checkServerTrusted(chain, authType, socket);
            return true;
        } catch (CertificateException e) {
            return false; // the bundle has the last word, and says why
        }
    }

    /** A path to an authority goes from issuer to issuer, so it ends at one of these names. */
    private Set<X509Certificate> lookUp(X509Certificate[] chain) {
        Set<X500Principal> names = new LinkedHashSet<>();
        for (X509Certificate certificate : chain) {
            names.add(certificate.getIssuerX500Principal());
            names.add(certificate.getSubjectX500Principal());
        }
        Set<X509Certificate> found = new LinkedHashSet<>();
        for (X500Principal name : names) {
            for (CertificateDirectory directory : directories) {
                found.addAll(directory.find(name));
            }
        }
        return found;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw unsupported();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw unsupported();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw unsupported();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw unsupported();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw unsupported();
    }

    /** What HttpsURLConnection has; on the others there is no host name to check. */
    private static CertificateException unsupported() {
        return new CertificateException("this is for clients over sockets");
    }

    /** Told to clients, of which there are none. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
