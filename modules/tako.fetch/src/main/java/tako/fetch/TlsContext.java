package tako.fetch;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** What the JDK needs to make secure sockets, set up when the first is wanted. May be used by several threads. */
final class TlsContext {
    private final KeyManager[] own;
    private final TrustManager authorities;
    private final TlsSetUp setUp;
    private Optional<SSLContext> context = Optional.empty();

    /**
     * For sockets of one identity.
     *
     * @param own who we are
     * @param authorities whom to trust
     * @param setUp waited for, if it has begun
     */
    TlsContext(KeyManager[] own, TrustManager authorities, TlsSetUp setUp) {
        this.own = own;
        this.authorities = authorities;
        this.setUp = setUp;
    }

    /**
     * The JDK's own.
     *
     * @throws SSLException if the JDK lacks something for it
     */
    synchronized SSLSocketFactory socketFactory() throws SSLException {
        if (context.isEmpty()) {
            setUp.awaitSockets();
            TlsSetUp.addProvider();
            try {
                SSLContext made = SSLContext.getInstance("TLS");
                made.init(own, new TrustManager[] {authorities}, null);
                context = Optional.of(made);
            } catch (GeneralSecurityException e) {
                throw new SSLException("cannot be set up: " + e.getMessage(), e);
            }
        }
        return context.get().getSocketFactory();
    }
}
