package tako.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS for connections to a single address of a host: HttpsURLConnection is given the address for the host, and the
 * server is to be asked for, and to prove, the host's name all the same.
 */
final class NamedSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final String host;

    NamedSocketFactory(SSLSocketFactory factory, String host) {
        this.factory = factory;
        this.host = host;
    }

    @Override
    public Socket createSocket(Socket connected, String address, int port, boolean autoClose) throws IOException {
        return factory.createSocket(connected, host, port, autoClose);
    }

    /** This makes HttpsURLConnection connect by itself, and then call the method above. */
    @Override
    public Socket createSocket() throws SocketException {
        SocketException none = new SocketException("TLS comes after the connection");
        none.initCause(new UnsupportedOperationException());
        throw none;
    }

    @Override
    public Socket createSocket(String address, int port) throws IOException {
        throw createsNone();
    }

    @Override
    public Socket createSocket(String address, int port, InetAddress from, int fromPort) throws IOException {
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
