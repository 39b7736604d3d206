package tako.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A web server for tests, on a free port of 127.0.0.1 if nothing else is said. It serves the files of a directory as
 * nginx does, with ranges and conditional requests, records what it was asked, and misbehaves where it is told to:
 *
 * <pre>
 * try (HttpOrigin origin = HttpOrigin.http(directory)) {
 *     origin.next("/image", closeAfter(1000));
 *     origin.always("/manifest", flippedAt(17), withoutValidators());
 *     ...
 * }
 * </pre>
 */
public final class HttpOrigin implements AutoCloseable {
    /** Connections end as soon as they are interrupted; only a hook that does not return takes longer. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** In bytes; most tests take less than a hundredth of it, and the sockets of both sides hold some 10 MiB each. */
    private static final long BUDGET = 64 << 20;

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** As of a shell command that was called in a wrong way. */
    private static final int USAGE_ERROR = 2;

    private final ServerSocket server;
    private final String scheme;
    private final Security security;
    private final Log log;
    private final Script script = new Script();
    private final Responder responder;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final AtomicLong budget = new AtomicLong(BUDGET);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread acceptor;

    private HttpOrigin(Path directory, String scheme, InetAddress address, Security security, Log log)
            throws IOException {
        this.server = new ServerSocket(0, 0, address);
        this.scheme = scheme;
        this.security = security;
        this.log = log;
        this.responder = new Responder(new StaticFiles(directory), script);
        this.acceptor = Thread.ofVirtual().unstarted(this::accept);
    }

    /** Serves a directory until it is closed. */
    public static HttpOrigin http(Path directory) throws IOException {
        return http(directory, LOOPBACK, Log.NONE);
    }

    /** The same on another address of this machine. */
    public static HttpOrigin http(Path directory, InetAddress address) throws IOException {
        return http(directory, address, Log.NONE);
    }

    /** Serves a directory over TLS, with the key and certificate of this context, until it is closed. */
    public static HttpOrigin https(Path directory, SSLContext context) throws IOException {
        return https(directory, LOOPBACK, context);
    }

    /** The same on another address of this machine. */
    public static HttpOrigin https(Path directory, InetAddress address, SSLContext context) throws IOException {
        SSLSocketFactory factory = context.getSocketFactory();
        Security tls = socket -> factory.createSocket(socket, null, true);
        return new HttpOrigin(directory, "https", address, tls, Log.NONE).started();
    }

    /** The same for clients with a certificate that the context trusts. */
    public static HttpOrigin mutualTls(Path directory, SSLContext context) throws IOException {
        return https(directory, LOOPBACK, context, (hello, socket) -> socket.setNeedClientAuth(true));
    }

    /** Serves a directory over TLS with a server that is told how to behave when it sees what a client offers. */
    public static HttpOrigin https(
            Path directory, InetAddress address, SSLContext context, ClientHello.Listener listener) throws IOException {
        SSLSocketFactory factory = context.getSocketFactory();
        Security tls = socket -> {
            byte[] begin = ClientHello.record(socket.getInputStream());
            SSLSocket secure = (SSLSocket) factory.createSocket(socket, new ByteArrayInputStream(begin), true);
            listener.said(ClientHello.parse(begin), secure);
            return secure;
        };
        return new HttpOrigin(directory, "https", address, tls, Log.NONE).started();
    }

    private static HttpOrigin http(Path directory, InetAddress address, Log log) throws IOException {
        return new HttpOrigin(directory, "http", address, socket -> socket, log).started();
    }

    /** {@code http://127.0.0.1:8080}, without a slash at the end. */
    public String url() {
        String host = server.getInetAddress().getHostAddress();
        return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + server.getLocalPort();
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** The URL of a path, which begins with a slash. */
    public String url(String path) {
        return url() + path;
    }

    /**
     * Tells how to answer one request for a path. Told several times, it is meant for one request after the other; when
     * they are used up, what {@link #always} says holds again.
     *
     * @param path percent-decoded, from its first slash
     */
    public void next(String path, Behaviour... behaviours) {
        script.next(path, List.of(behaviours));
    }

    /** Tells how to answer all requests for a path from now on; with no behaviours, to serve the file as it is. */
    public void always(String path, Behaviour... behaviours) {
        script.always(path, List.of(behaviours));
    }

    /** All requests so far, oldest first; a request is here before it is answered. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The requests for a path so far, oldest first. */
    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** How many connections were accepted so far. */
    public long connections() {
        return connections.get();
    }

    /** How many bytes of bodies were sent so far: never fewer than clients have, and more by what is on the way. */
    public long bodyBytesSent() {
        return bodyBytes.get();
    }

    /** Lets bodies add up to so many bytes more than the budget that no test exceeds by oversight. */
    public void allow(long bytes) {
        budget.addAndGet(bytes);
    }

    /**
     * Cuts all connections and waits until nothing runs any more.
     *
     * @throws IllegalStateException if a hook still runs after ten seconds
     * @throws AssertionError if clients took more bytes than any should, as one does that reads what has no end
     */
    @Override
    public void close() {
        try {
            server.close();
            acceptor.join();
            threads.shutdownNow();
            if (!threads.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("A hook still runs " + CLOSING.toSeconds() + " s after the end");
            }
        } catch (IOException unclosable) {
            throw new IllegalStateException("Cannot close " + server, unclosable);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        if (bodyBytes.get() > budget.get()) {
            throw new AssertionError(
                    "Clients took " + bodyBytes + " bytes of bodies from port " + port() + ", more than " + budget);
        }
    }

    /**
     * Serves the directory that is the only argument until standard input ends. Prints the URL as the first line of
     * standard output, and a line for each answer to standard error: method, path, status, bytes of the body.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
            System.err.println("Give the directory to serve as the only argument.");
            System.exit(USAGE_ERROR);
        }
        try (HttpOrigin origin = http(Path.of(arguments[0]), LOOPBACK, Log.STANDARD_ERROR)) {
            System.out.println(origin.url());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private HttpOrigin started() {
        acceptor.start();
        return this;
    }

    private void accept() {
        try {
            while (true) {
                Socket transport = server.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(transport));
            }
        } catch (IOException closed) {
            // The way in which accept() says that the origin was closed.
        }
    }

    private void serve(Socket transport) {
        try (transport;
                Socket socket = security.on(transport)) {
            transport.setTcpNoDelay(true);
            Connection connection = new Connection(transport, socket);
            boolean open = true;
            while (open) {
                Optional<Request> request = connection.read();
                open = request.isPresent() && answer(request.get(), connection);
            }
        } catch (IOException cut) {
            // The client went away or distrusts us, the origin was closed, or the answer was to be cut.
        }
    }

    private boolean answer(Request request, Connection connection) throws IOException {
        requests.add(request);
        AtomicLong sent = new AtomicLong();
        try (Answer answer = responder.answer(request)) {
            try {
                return connection.send(request, answer, bytes -> {
                    bodyBytes.addAndGet(bytes);
                    sent.addAndGet(bytes);
                });
            } finally {
                log.answered(request, answer, sent.get());
            }
        }
    }

    /** What lies between TCP and HTTP. */
    private interface Security {
        Socket on(Socket transport) throws IOException;
    }

    /** Is told of every answer when it has been sent, or could not be sent any further. */
    private interface Log {
        Log NONE = (request, answer, bytes) -> {};

        Log STANDARD_ERROR = (request, answer, bytes) -> System.err.println(
                printable(request.method() + " " + request.path()) + " " + answer.status() + " " + bytes);

        void answered(Request request, Answer answer, long bytes);

        private static String printable(String text) {
            StringBuilder line = new StringBuilder();
            text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(line::appendCodePoint);
            return line.toString();
        }
    }
}
