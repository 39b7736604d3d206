package tako.testing;

import java.util.Optional;

/**
 * What a client asked for.
 *
 * @param path percent-decoded and without the query; as it was sent if it cannot be decoded
 * @param protocol {@code HTTP/1.1} or {@code HTTP/1.0}
 */
public record Request(String method, String path, String protocol, Headers headers) {
    /** The first value of that header, its name in any case. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** Not after a body either, as nothing here reads it. */
    boolean keepsConnection() {
        boolean asksToClose =
                header("Connection").filter("close"::equalsIgnoreCase).isPresent();
        boolean hasBody =
                header("Content-Length").or(() -> header("Transfer-Encoding")).isPresent();
        return protocol.equals("HTTP/1.1") && !asksToClose && !hasBody;
    }

    Request without(String header) {
        return new Request(method, path, protocol, headers.without(header));
    }
}
