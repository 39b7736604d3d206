package tako.fetch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** One request, up to the status of its answer. Made on a thread of its own, for it may block for long. */
final class HttpExchange implements Callable<Integer> {
    static {
        // HttpURLConnection reads these once: Host goes along with one address of a host that has several, and a proxy
        // that wants a password gets one for a tunnel, too.
        System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    /** For connections that are given another one: used by mistake, it would reach no server. */
    private static final class NobodyTrusted {
        static final SSLSocketFactory FACTORY = new TlsSocketFactory(
                new TlsContext(new KeyManager[0], new TrustManager() {}, new TlsSetUp()),
                new Offer(),
                Optional.empty());
    }

    private final URI uri;
    private final Map<String, String> headers;
    private final Optional<ProxyServer> proxy;
    private final TrustStore trustStore;
    private final Addresses addresses;
    private final Limits limits;
    private volatile Optional<HttpURLConnection> connection = Optional.empty();
    private volatile boolean isAbandoned;
    private boolean hasOfferedAll;

    /**
     * A request that is to be made.
     *
     * @param uri without credentials
     * @param trustStore whom to trust where the connection is encrypted
     */
    HttpExchange(
            URI uri,
            Map<String, String> headers,
            Optional<ProxyServer> proxy,
            TrustStore trustStore,
            Addresses addresses,
            Limits limits) {
        this.uri = uri;
        this.headers = headers;
        this.proxy = proxy;
        this.trustStore = trustStore;
        this.addresses = addresses;
        this.limits = limits;
    }

    /** Makes the request, and returns the status of the answer; -1 if it is not HTTP. */
    @Override
    public Integer call() throws IOException, FetchException {
        try {
            return connect().getResponseCode();
        } catch (SSLException e) { // HttpURLConnection shakes hands here where a connection that was kept has ended
            if (!widens(e)) {
                throw e;
            }
            return connect().getResponseCode();
        }
    }

    /** What the answer came through, once there is a status. */
    HttpURLConnection connection() {
        return connection.orElseThrow();
    }

    /** Gives the answer up, if there is one. May wait for a read that does not return. */
    void abandon() {
        isAbandoned = true;
        connection.ifPresent(HttpURLConnection::disconnect);
    }

    private HttpURLConnection connect() throws IOException, FetchException {
        Optional<InetAddress> working = addresses.working(uri.getHost());
        if (proxy.isEmpty() && working.isPresent()) {
            try {
                return connected(working);
            } catch (SocketException | SocketTimeoutException e) {
                addresses.fails(uri.getHost());
            }
        }
        try {
            return connected(Optional.empty());
        } catch (SocketException | SocketTimeoutException e) {
            return connectElsewhere(e);
        }
    }

    private HttpURLConnection connectElsewhere(IOException first) throws IOException, FetchException {
        if (proxy.isPresent()) {
            throw first;
        }
        for (InetAddress address : addresses.others(uri.getHost())) {
            if (isAbandoned) {
                throw first;
            }
            try {
                HttpURLConnection connected = connected(Optional.of(address));
                addresses.works(uri.getHost(), address);
                return connected;
            } catch (SocketException | SocketTimeoutException e) {
                first.addSuppressed(e);
            }
        }
        throw first;
    }

    /** Over a second connection, which offers more, where the first may have failed for what it offered. */
    private HttpURLConnection connected(Optional<InetAddress> address) throws IOException, FetchException {
        try {
            return connectedOnce(address);
        } catch (IOException e) {
            if (!widens(e)) {
                throw e;
            }
            return connectedOnce(address);
        }
    }

    /** Has more be offered from now on, if that may help; gives whether to try that at once. */
    private boolean widens(IOException e) {
        if (hasOfferedAll || !Offer.mayHaveCaused(e)) {
            return false;
        }
        trustStore.offer().widen();
        return !isAbandoned && !(e instanceof SocketTimeoutException);
    }

    private HttpURLConnection connectedOnce(Optional<InetAddress> address) throws IOException, FetchException {
        hasOfferedAll = !isSecure() || trustStore.offer().isWide();
        HttpURLConnection opened = address.isPresent() ? opened(address.get()) : opened();
        connection = Optional.of(opened);
        try {
            opened.connect();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.disconnect();
            throw e;
        }
    }

    private boolean isSecure() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    private HttpURLConnection opened() throws IOException, FetchException {
        if (proxy.isEmpty()) {
            return opened(uri, Proxy.NO_PROXY, Optional.empty());
        }
        HttpURLConnection opened = opened(uri, proxy.get().address(), Optional.empty());
        authenticate(opened, proxy.get());
        return opened;
    }

    /** To the proxy: with the request where it sees that, and when it asks for it where a tunnel leads through it. */
    private void authenticate(HttpURLConnection opened, ProxyServer by) {
        if (isSecure()) {
            opened.setAuthenticator(by.authenticator());
        } else {
            by.authorization().ifPresent(value -> opened.setRequestProperty("Proxy-Authorization", value));
        }
    }

    private HttpURLConnection opened(InetAddress address) throws IOException, FetchException {
        HttpURLConnection opened = opened(Address.at(uri, address), Proxy.NO_PROXY, Optional.of(uri.getHost()));
        opened.setRequestProperty("Host", uri.getRawAuthority());
        return opened;
    }

    private HttpURLConnection opened(URI at, Proxy by, Optional<String> host) throws IOException, FetchException {
        HttpURLConnection opened = isSecure()
                ? secured(at, by, trustStore.socketFactory(host))
                : (HttpURLConnection) at.toURL().openConnection(by);
        opened.setInstanceFollowRedirects(false);
        opened.setConnectTimeout((int) limits.connect().toMillis());
        opened.setReadTimeout((int) limits.silence().toMillis());
        headers.forEach(opened::setRequestProperty);
        return opened;
    }

    private static HttpsURLConnection secured(URI at, Proxy by, SSLSocketFactory factory) throws IOException {
        // Without one for all connections the JDK makes one first, with its own stores of keys and authorities.
        HttpsURLConnection.setDefaultSSLSocketFactory(NobodyTrusted.FACTORY);
        HttpsURLConnection secured = (HttpsURLConnection) at.toURL().openConnection(by);
        secured.setSSLSocketFactory(factory);
        return secured;
    }
}
