package tako.fetch;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** An HTTP proxy, as a variable of the environment names it. */
final class ProxyServer {
    /** Where a proxy listens that is named without a port, as for curl. */
    private static final int DEFAULT_PORT = 1080;

    private static final int MAX_PORT = 65_535;

    private final String host;
    private final int port;
    private final Optional<UserInfo> credentials;
    private final Tunnelling tunnelling;

    private ProxyServer(String host, int port, Optional<UserInfo> credentials) {
        this.host = host;
        this.port = port;
        this.credentials = credentials;
        this.tunnelling = new Tunnelling(credentials);
    }

    /**
     * Reads {@code [http://][USER[:PASSWORD]@]HOST[:PORT]}; user and password are percent-encoded.
     *
     * @param variable where the text comes from
     * @throws FetchException if it is something else; of the text, which may hold a password, it shows nothing
     */
    static ProxyServer parse(String variable, String text) throws FetchException {
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "http://" + text);
        } catch (URISyntaxException e) {
            throw unusable(variable, "it is not an address");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw unusable(variable, "it does not begin with http://, and no other proxies are supported");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw unusable(variable, "it has no valid host or port");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new ProxyServer(uri.getHost(), port, UserInfo.of(uri));
    }

    private static FetchException unusable(String variable, String why) {
        return new FetchException("the environment variable " + variable + " does not name a usable proxy: " + why
                + "; write http://[USER:PASSWORD@]HOST:PORT");
    }

    /** For the JDK, which looks the host up when it connects. */
    Proxy address() {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    }

    /** The value of {@code Proxy-Authorization}, where requests go to the proxy as they are. */
    Optional<String> authorization() {
        return credentials.map(UserInfo::basic);
    }

    /** Hands the credentials out where this thread asks for a tunnel, once for each time that it calls this. */
    Authenticator authenticator() {
        tunnelling.armed.set(true);
        return tunnelling;
    }

    /** For messages. */
    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** HttpURLConnection asks it again and again where the proxy does not like what it gets. */
    private static final class Tunnelling extends Authenticator {
        private final Optional<UserInfo> credentials;
        private final ThreadLocal<Boolean> armed = ThreadLocal.withInitial(() -> false);

        private Tunnelling(Optional<UserInfo> credentials) {
            this.credentials = credentials;
        }

        @Override
        @SuppressWarnings("NullAway") // no credentials are null by contract
        protected PasswordAuthentication getPasswordAuthentication() {
            if (credentials.isEmpty() || !armed.get() || getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            armed.remove();
            return new PasswordAuthentication(
                    credentials.get().name(), credentials.get().password().toCharArray());
        }
    }
}
