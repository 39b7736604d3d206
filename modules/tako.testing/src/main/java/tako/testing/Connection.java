package tako.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One connection of a client: HTTP/1.1 as bytes (RFC 9112). */
final class Connection {
    /** A client's header is some hundred bytes; nginx takes 8 KiB a line. */
    private static final int MAX_LINE = 8 * 1024;

    private static final byte[] LINE_END = {'\r', '\n'};

    private final Socket transport;
    private final InputStream in;
    private final OutputStream out;

    /**
     * Talks over a socket.
     *
     * @param transport the TCP socket below, to be cut and reset
     * @param socket the same, or the TLS socket on top of it
     */
    Connection(Socket transport, Socket socket) throws IOException {
        this.transport = transport;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** The next request; empty if the client closed the connection instead. */
    Optional<Request> read() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return Optional.empty();
        }
        in.reset();
        String[] words = line().split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new IOException("A client sent something else than HTTP/1");
        }
        Headers headers = Headers.NONE;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("A client sent a header line without a name");
            }
            headers = headers.and(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return Optional.of(new Request(words[0], path(words[1]), words[2], headers));
    }

    /**
     * Sends an answer; true if another one can follow on this connection.
     *
     * @throws IOException if the client went away, or if the connection was cut as told
     */
    boolean send(Request request, Answer answer, BodyCount count) throws IOException {
        if (answer.head().isEmpty()) {
            send(answer.body(), answer.interference(), new Body(count, false));
            return false;
        }
        Answer.Head head = answer.head().get();
        out.write(head.bytes());
        if (request.method().equals("HEAD") || !head.allowsBody()) {
            send(Content.of(""), answer.interference(), new Body(count, false));
            return request.keepsConnection();
        }
        Body body = new Body(count, head.isChunked());
        send(answer.body(), answer.interference(), body);
        body.end();
        return request.keepsConnection() && head.frames(answer.body());
    }

    private void send(Content content, List<Behaviour.OnWire> interference, Body body) throws IOException {
        List<Behaviour.OnWire> inOrder = interference.stream()
                .filter(event -> event.bytes() <= content.length())
                .sorted(Comparator.comparingLong(Behaviour.OnWire::bytes))
                .toList();
        long sent = 0;
        for (Behaviour.OnWire event : inOrder) {
            content.slice(sent, event.bytes() - sent).writeTo(body);
            sent = event.bytes();
            interfere(event, body);
        }
        content.slice(sent, content.length() - sent).writeTo(body);
    }

    private void interfere(Behaviour.OnWire event, Body body) throws IOException {
        switch (event) {
            case Behaviour.DribbleAfter(long bytes, Duration interval) -> body.dribble(interval);
            case Behaviour.StallAfter(long bytes, Gate gate) -> gate.hold();
            case Behaviour.CloseAfter(long bytes) -> {
                transport.close();
                throw new SocketException("Closed as told after " + bytes + " bytes");
            }
            case Behaviour.ResetAfter(long bytes) -> {
                // Lingering for no time makes close() send RST instead of FIN.
                transport.setSoLinger(true, 0);
                transport.close();
                throw new SocketException("Reset as told after " + bytes + " bytes");
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("A client went away in the middle of a request");
            }
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("A client sent a line longer than " + MAX_LINE + " bytes");
            }
            line.append((char) next);
        }
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        try {
            // The decoder is made for forms, where a plus is a space.
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return path;
        }
    }

    /** Is told of every piece of a body before it is sent, so that the sum is never below what the client has. */
    interface BodyCount {
        void add(long bytes);
    }

    /** The body on its way: counted, and in chunks (RFC 9112, 7.1) if need be. */
    private final class Body extends OutputStream {
        private final BodyCount count;
        private final boolean chunked;

        private Duration interval = Duration.ZERO;

        private Body(BodyCount count, boolean chunked) {
            this.count = count;
            this.chunked = chunked;
        }

        /** From now on there is one byte at a time. */
        private void dribble(Duration between) {
            interval = between;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (!interval.isZero() && length > 1) {
                for (int i = from; i < from + length; i++) {
                    write(bytes, i, 1);
                    pause();
                }
                return;
            }
            count.add(length);
            if (!chunked) {
                out.write(bytes, from, length);
                return;
            }
            writeChunkSize(length);
            out.write(bytes, from, length);
            out.write(LINE_END);
        }

        private void pause() throws InterruptedIOException {
            try {
                Thread.sleep(interval);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The origin was closed while an answer dribbled");
            }
        }

        private void end() throws IOException {
            if (chunked) {
                writeChunkSize(0);
                out.write(LINE_END);
            }
        }

        private void writeChunkSize(int size) throws IOException {
            out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
