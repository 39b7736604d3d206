package tako.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS for HttpsURLConnection, with all groups for the key exchange that the JDK has, in an order of our own: it makes
 * keys for the first of two kinds ahead, before it knows what the server takes, and one on P-256 takes a quarter of a
 * poll, for the JDK fills a table first. A server that takes neither names another group (RFC 8446 section 4.1.4).
 */
final class TlsSocketFactory extends SSLSocketFactory {
    /** What nearly all servers take, and what the others of any security do; by far the cheapest of their kinds. */
    private static final List<String> FIRST = List.of("x25519", "secp384r1");

    private final SSLSocketFactory factory;
    private final Optional<String> host;

    /**
     * Over what the JDK has.
     *
     * @param host whom the server is to prove to be, where HttpsURLConnection is given a single address of it
     */
    TlsSocketFactory(SSLSocketFactory factory, Optional<String> host) {
        this.factory = factory;
        this.host = host;
    }

    @Override
    public Socket createSocket(Socket connected, String name, int port, boolean autoClose) throws IOException {
        return ordered(factory.createSocket(connected, host.orElse(name), port, autoClose));
    }

    /** Where the host is another than that of the URL, this makes HttpsURLConnection call the method above. */
    @Override
    public Socket createSocket() throws IOException {
        if (host.isEmpty()) {
            return ordered(factory.createSocket());
        }
        SocketException none = new SocketException("TLS comes after the connection");
        none.initCause(new UnsupportedOperationException());
        throw none;
    }

    private static Socket ordered(Socket socket) {
        if (socket instanceof SSLSocket secure) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setNamedGroups(ordered(parameters.getNamedGroups()));
            secure.setSSLParameters(parameters);
        }
        return socket;
    }

    private static String[] ordered(String[] groups) {
        List<String> all = List.of(groups);
        Set<String> ordered = new LinkedHashSet<>(FIRST);
        ordered.retainAll(all);
        ordered.addAll(all);
        return ordered.toArray(new String[0]);
    }

    @Override
    public Socket createSocket(String name, int port) throws IOException {
        throw createsNone();
    }

    @Override
    public Socket createSocket(String name, int port, InetAddress from, int fromPort) throws IOException {
        throw createsNone();
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        throw createsNone();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress from, int fromPort) throws IOException {
        throw createsNone();
    }

    private static IOException createsNone() {
        return new SocketException("TLS is only for connections that are there");
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }
}
