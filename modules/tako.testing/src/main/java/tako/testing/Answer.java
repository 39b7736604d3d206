package tako.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What goes back to a client, and what happens on the way. Closing it closes the file that it is read from.
 *
 * @param head empty if the body is all that is sent
 */
record Answer(Optional<Head> head, Content body, List<Behaviour.OnWire> interference) implements Closeable {
    /** The status line and the header fields. */
    record Head(int status, Headers headers) {
        /** RFC 9112, 6.3: these end with their header, whatever it says. */
        boolean allowsBody() {
            return status >= 200 && status != 204 && status != 304;
        }

        boolean hasFraming() {
            return headers.first("Content-Length").isPresent() || isChunked();
        }

        boolean isChunked() {
            return headers.first("Transfer-Encoding").isPresent();
        }

        /** Whether a client knows where this body ends, so that the next answer can follow it. */
        boolean frames(Content body) {
            String length = Long.toString(body.length());
            return isChunked()
                    || headers.first("Content-Length").filter(length::equals).isPresent();
        }

        Head with(String name, String value) {
            return new Head(status, headers.with(name, value));
        }

        Head without(String name) {
            return new Head(status, headers.without(name));
        }

        /** With the length of this body, or with its end at the end of the connection. */
        Head with(Content body) {
            return body.length() == Content.ENDLESS
                    ? without("Content-Length").with("Connection", "close")
                    : with("Content-Length", Long.toString(body.length()));
        }

        Head with(int otherStatus) {
            return new Head(otherStatus, headers);
        }

        byte[] bytes() {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
            for (Headers.Field field : headers.fields()) {
                head.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
            return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** With Content-Length if the header does not say yet how the body ends. */
    static Answer of(int status, Headers headers, Content body) {
        Head head = new Head(status, headers);
        Head framed = head.allowsBody() && !head.hasFraming() ? head.with(body) : head;
        return new Answer(Optional.of(framed), body, List.of());
    }

    static Answer of(int status) {
        return of(status, Headers.NONE, page(status));
    }

    static Content page(int status) {
        return Content.of(status + " " + reason(status) + "\n");
    }

    /** The status code; 0 if none is sent. */
    int status() {
        return head.map(Head::status).orElse(0);
    }

    /** With a changed head, if it has one. */
    Answer with(UnaryOperator<Head> change) {
        return new Answer(head.map(change), body, interference);
    }

    /** With another body, and with its length. */
    Answer framing(Content otherBody) {
        return new Answer(head.map(lines -> lines.with(otherBody)), otherBody, interference);
    }

    Answer with(List<Behaviour.OnWire> otherInterference) {
        return new Answer(head, body, otherInterference);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Not Allowed";
            case 410 -> "Gone";
            case 416 -> "Requested Range Not Satisfiable";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Temporarily Unavailable";
            default -> "Status " + status;
        };
    }
}
