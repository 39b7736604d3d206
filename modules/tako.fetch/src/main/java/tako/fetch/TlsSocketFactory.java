package tako.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS for HttpsURLConnection, with an offer of our own to servers. */
final class TlsSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final Optional<String> host;
    private final Offer offer;

    /**
     * Over what the JDK has.
     *
     * @param offer what each socket offers, looked at when it is made
     * @param host whom the server is to prove to be, where HttpsURLConnection is given a single address of it
     */
    TlsSocketFactory(SSLSocketFactory factory, Offer offer, Optional<String> host) {
        this.factory = factory;
        this.offer = offer;
        this.host = host;
    }

    @Override
    public Socket createSocket(Socket connected, String name, int port, boolean autoClose) throws IOException {
        return offering(factory.createSocket(connected, host.orElse(name), port, autoClose));
    }

    /** Where the host is another than that of the URL, this makes HttpsURLConnection call the method above. */
    @Override
    public Socket createSocket() throws IOException {
        if (host.isEmpty()) {
            return offering(factory.createSocket());
        }
        SocketException none = new SocketException("TLS comes after the connection");
        none.initCause(new UnsupportedOperationException());
        throw none;
    }

    private Socket offering(Socket socket) {
        if (socket instanceof SSLSocket secure) {
            offer.prepare(secure);
        }
        return socket;
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
