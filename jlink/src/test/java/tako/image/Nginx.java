package tako.image;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real nginx that serves a directory on a port of 127.0.0.1, in the foreground and as one process. It compresses for
 * whoever asks, and logs what it answered. Closing it ends it.
 */
final class Nginx implements AutoCloseable {
    /** Another program may take the port between learning that it is free and listening there. */
    private static final int ATTEMPTS = 5;

    private final Path prefix;
    private final Path root;
    private final int port;
    private final Process process;

    private Nginx(Path prefix, Path root, int port, Process process) {
        this.prefix = prefix;
        this.root = root;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param prefix where everything goes that it writes
     * @param root what it serves
     * @param settings directives of its server
     */
    static Nginx start(Path prefix, Path root, List<String> settings) throws Exception {
        Files.createDirectories(prefix);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Nginx nginx = begin(prefix, root, freePort(), settings);
            if (nginx.listens()) {
                return nginx;
            }
        }
        throw new AssertionError("nginx does not start: " + Files.readString(prefix.resolve("error.log")));
    }

    /** Starts one in its place, after it was stopped. */
    Nginx again(List<String> settings) throws Exception {
        Nginx nginx = begin(prefix, root, port, settings);
        if (nginx.listens()) {
            return nginx;
        }
        throw new AssertionError("nginx does not start again: " + Files.readString(prefix.resolve("error.log")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Nginx begin(Path prefix, Path root, int port, List<String> settings) throws IOException {
        Files.writeString(prefix.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid pid;
                error_log error.log;
                events {}
                http {
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    log_format answer '$uri $status $http_range $http_if_range $sent_http_content_encoding';
                    access_log access.log answer;
                    gzip on;
                    gzip_types *;
                    gzip_min_length 1;
                    server {
                        listen 127.0.0.1:%d%s;
                        root "%s";
                        %s
                    }
                }
                """.formatted(
                        port, secure(settings) ? " ssl" : "", root, String.join("\n", settings)));
        String program = "PATH=$PATH:/usr/sbin; exec nginx -e error.log -p \"$0\" -c nginx.conf";
        Process process = new ProcessBuilder("sh", "-c", program, prefix.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        prefix.resolve("error.log").toFile()))
                .start();
        return new Nginx(prefix, root, port, process);
    }

    private static boolean secure(List<String> settings) {
        return settings.stream().anyMatch(setting -> setting.startsWith("ssl_certificate "));
    }

    /** It writes its number when it listens, and ends where it cannot. */
    private boolean listens() throws Exception {
        Path pid = prefix.resolve("pid");
        Eventually.until("nginx listens or ends", () -> !process.isAlive() || Files.exists(pid));
        return process.isAlive();
    }

    /** {@code 127.0.0.1:8080}. */
    String host() {
        return "127.0.0.1:" + port;
    }

    /** Ends it, and gives what it and those before it answered: path, status, Range, If-Range and Content-Encoding. */
    List<String> answers() throws IOException {
        stop();
        return Files.readAllLines(prefix.resolve("access.log"));
    }

    /** Ends it in the middle of whatever it sends; what it has answered is in the log then (nginx(8), TERM). */
    void stop() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.deleteIfExists(prefix.resolve("pid"));
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
