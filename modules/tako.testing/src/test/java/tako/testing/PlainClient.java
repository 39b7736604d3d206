package tako.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that believes nothing: it sends a request and shows the bytes that come back. */
record PlainClient(HttpOrigin origin) {
    /** Longer than any answer on the loopback takes: a test that waits for this fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** All bytes until the connection ended, as Latin-1, and how it ended. */
    record Reply(String text, boolean reset) {
        String head() {
            return text.substring(0, text.indexOf("\r\n\r\n") + 2);
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        String statusLine() {
            return text.substring(0, text.indexOf("\r\n"));
        }

        String header(String name) {
            int start = head().indexOf("\r\n" + name + ": ");
            if (start < 0) {
                throw new AssertionError("no " + name + " in " + head());
            }
            int value = start + name.length() + 4;
            return head().substring(value, head().indexOf("\r\n", value));
        }
    }

    Reply get(String target, String... headers) throws IOException {
        return ask("GET", target, headers);
    }

    Reply ask(String method, String target, String... headers) throws IOException {
        try (Socket socket = send(method, target, headers)) {
            return readAll(socket);
        }
    }

    /** An open connection on which the request was sent. */
    Socket send(String method, String target, String... headers) throws IOException {
        Socket socket = connect();
        StringBuilder request =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** An open connection. */
    Socket connect() throws IOException {
        URI uri = URI.create(origin.url());
        Socket socket = new Socket(InetAddress.ofLiteral(uri.getHost()), uri.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    static Reply readAll(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean reset = false;
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException cut) {
            reset = true;
        }
        return new Reply(bytes.toString(StandardCharsets.ISO_8859_1), reset);
    }

    /** Reads until the connection ends in whatever way, and keeps nothing. */
    static void takeAll(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException cut) {
            // An end like any other.
        }
    }
}
