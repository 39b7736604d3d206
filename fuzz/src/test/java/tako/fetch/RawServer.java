package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers each request on the loopback with bytes that need not be HTTP, and closes the connection. */
final class RawServer implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket socket;
    private volatile byte[] answer = new byte[0];

    RawServer() throws IOException {
        socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    void answerWith(byte[] bytes) {
        answer = bytes;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                readHead(connection.getInputStream());
                connection.getOutputStream().write(answer);
            } catch (IOException e) {
                // the client has hung up, or the socket was closed: the next one, or the end
            }
        }
    }

    /** To the empty line that ends it: a connection closed with bytes unread would be reset, and the answer lost. */
    private static void readHead(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
