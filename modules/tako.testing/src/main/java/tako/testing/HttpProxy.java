package tako.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A proxy for tests, on a free port of 127.0.0.1: it passes requests on, makes tunnels (RFC 9110 section 9.3.6), and
 * records what it was asked.
 */
public final class HttpProxy implements AutoCloseable {
    /** Connections end as soon as they are cut. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final ServerSocket server;
    private final Optional<String> authorization;
    private final OptionalInt refusal;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpProxy(Optional<String> authorization, OptionalInt refusal) throws IOException {
        this.server = new ServerSocket(0, 0, InetAddress.ofLiteral("127.0.0.1"));
        this.authorization = authorization;
        this.refusal = refusal;
        threads.execute(this::accept);
    }

    /** Serves everybody. */
    public static HttpProxy open() throws IOException {
        return new HttpProxy(Optional.empty(), OptionalInt.empty());
    }

    /** Serves those who send this value of Proxy-Authorization, and answers 407 to all others. */
    public static HttpProxy requiring(String authorization) throws IOException {
        return new HttpProxy(Optional.of(authorization), OptionalInt.empty());
    }

    /** Answers every request with this status. */
    public static HttpProxy answering(int status) throws IOException {
        return new HttpProxy(Optional.empty(), OptionalInt.of(status));
    }

    /** {@code 127.0.0.1:3128}. */
    public String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** All requests so far, oldest first; what was asked for stands in the place of the path. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Cuts all connections and waits until nothing runs any more. */
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
            threads.shutdownNow();
            if (!threads.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The proxy still runs " + CLOSING.toSeconds() + " s after the end");
            }
        } catch (IOException unclosable) {
            throw new IllegalStateException("Cannot close " + server, unclosable);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The way in which accept() says that the proxy was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<Request> request = new Connection(client, client).read();
            if (request.isPresent()) {
                requests.add(request.get());
                answer(request.get(), client);
            }
        } catch (IOException cut) {
            // One side went away, or the proxy was closed.
        }
    }

    private void answer(Request request, Socket client) throws IOException {
        if (refusal.isPresent()) {
            refuse(client, refusal.getAsInt() + " \u001b[31mNo", "");
        } else if (authorization.isPresent()
                && !request.header("Proxy-Authorization").equals(authorization)) {
            refuse(client, "407 Who are you?", "Proxy-Authenticate: Basic realm=\"test\"\r\n");
        } else if (request.method().equals("CONNECT")) {
            tunnel(URI.create("tunnel://" + request.path()), client);
        } else {
            forward(request, URI.create(request.path()), client);
        }
    }

    private static void refuse(Socket client, String status, String headers) throws IOException {
        write(client, "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private void tunnel(URI target, Socket client) throws IOException {
        try (Socket origin = new Socket(target.getHost(), target.getPort())) {
            open.add(origin);
            write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            threads.execute(() -> pump(client, origin));
            pump(origin, client);
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // One side went away.
        }
    }

    private void forward(Request request, URI target, Socket client) throws IOException {
        try (Socket origin = new Socket(target.getHost(), target.getPort())) {
            open.add(origin);
            StringBuilder head = new StringBuilder(request.method() + " " + target.getRawPath() + " HTTP/1.1\r\n");
            for (Headers.Field field : request.headers().fields()) {
                if (!field.name().startsWith("Proxy-") && !field.name().equalsIgnoreCase("Connection")) {
                    head.append(field.name()).append(": ").append(field.value()).append("\r\n");
                }
            }
            write(origin, head + "Connection: close\r\nVia: 1.1 test\r\n\r\n");
            origin.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
