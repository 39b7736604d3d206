package tako.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS for HttpsURLConnection, which is made to connect first, also to a proxy: TLS may be set up meanwhile, and takes as
 * long as to reach most servers.
 */
final class TlsSocketFactory extends SSLSocketFactory {
    private final TlsContext context;
    private final Offer offer;
    private final Optional<String> host;

    /**
     * Over what the JDK has.
     *
     * @param offer what servers are offered
     * @param host whom the server is to prove to be, where HttpsURLConnection is given a single address of it
     */
    TlsSocketFactory(TlsContext context, Offer offer, Optional<String> host) {
        this.context = context;
        this.offer = offer;
        this.host = host;
    }

    @Override
    public Socket createSocket(Socket connected, String name, int port, boolean autoClose) throws IOException {
        Socket socket = context.socketFactory().createSocket(connected, host.orElse(name), port, autoClose);
        if (socket instanceof SSLSocket secure) {
            offer.prepare(secure);
        }
        return socket;
    }

    /** By the cause HttpsURLConnection knows that it is to connect by itself, and to call the method above then. */
    @Override
    public Socket createSocket() throws IOException {
        SocketException none = createsNone();
        none.initCause(new UnsupportedOperationException());
        throw none;
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

    private static SocketException createsNone() {
        return new SocketException("TLS is only for connections that are there");
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return new String[0]; // HttpsURLConnection does not ask
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0]; // HttpsURLConnection does not ask
    }
}
