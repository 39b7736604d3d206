package tako.testing;

import java.time.Duration;

/**
 * What an {@link HttpOrigin} does for one path other than serving its file as it is. Several may be told at once; those
 * of one kind take effect in the order in which they are given. Offsets and lengths are in bytes, from 0.
 */
public sealed interface Behaviour {
    /** Happens before the file is opened. */
    sealed interface OnRequest extends Behaviour {}

    /** Changes what the file seems to be: ranges and conditions are answered as if it really were so. */
    sealed interface OnFile extends Behaviour {}

    /** Changes the answer, status and header fields included, or replaces it. */
    sealed interface OnAnswer extends Behaviour {}

    /** Interferes with the sending once so many bytes of the body have gone; with a shorter body, never. */
    sealed interface OnWire extends Behaviour {
        /** When it happens: after so many bytes of the body, chunk headers not counted. */
        long bytes();
    }

    /** See {@link #before}. */
    record Before(Runnable hook) implements OnRequest {}

    /** See {@link #stallBeforeHead}. */
    record StallBeforeHead(Gate gate) implements OnRequest {}

    /** See {@link #ignoring}. */
    record Ignore(String header) implements OnRequest {}

    /** See {@link #holding}. */
    record Hold(Content content) implements OnFile {}

    /** See {@link #shortenedTo}. */
    record Shorten(long length) implements OnFile {}

    /** See {@link #followedBy}. */
    record Lengthen(Content tail) implements OnFile {}

    /** See {@link #flippedAt}. */
    record Flip(long offset) implements OnFile {}

    /** See {@link #entityTag}. */
    record EntityTag(String tag) implements OnFile {}

    /** See {@link #withoutValidators}. */
    record DropValidators() implements OnFile {}

    /** See {@link #answering(int, Headers, Content)}. */
    record Reply(int status, Headers headers, Content body) implements OnAnswer {}

    /** See {@link #raw}. */
    record Raw(Content bytes) implements OnAnswer {}

    /** See {@link #status}. */
    record Status(int status) implements OnAnswer {}

    /** See {@link #header}. */
    record SetHeader(String name, String value) implements OnAnswer {}

    /** See {@link #withoutHeader}. */
    record DropHeader(String name) implements OnAnswer {}

    /** See {@link #gzipped}. */
    record Gzip() implements OnAnswer {}

    /** See {@link #chunked}. */
    record Chunk() implements OnAnswer {}

    /** See {@link #endlessBody}. */
    record EndlessBody() implements OnAnswer {}

    /** See {@link #closeAfter}. */
    record CloseAfter(long bytes) implements OnWire {}

    /** See {@link #resetAfter}. */
    record ResetAfter(long bytes) implements OnWire {}

    /** See {@link #stallAfter}. */
    record StallAfter(long bytes, Gate gate) implements OnWire {}

    /** See {@link #dribbleAfter}. */
    record DribbleAfter(long bytes, Duration interval) implements OnWire {}

    /** Runs this first, on the connection's thread; it must come to an end. */
    static Behaviour before(Runnable hook) {
        return new Before(hook);
    }

    /** Stands at the gate before even the status line. */
    static Behaviour stallBeforeHead(Gate gate) {
        return new StallBeforeHead(gate);
    }

    /** Answers as if the request had no header field of that name. */
    static Behaviour ignoring(String header) {
        return new Ignore(header);
    }

    /** Answers a {@code Range} with 200 and the whole file. */
    static Behaviour ignoringRange() {
        return ignoring("Range");
    }

    /** The file seems to hold this, with the validators of the real one. */
    static Behaviour holding(Content content) {
        return new Hold(content);
    }

    /** The file seems to end here. */
    static Behaviour shortenedTo(long length) {
        return new Shorten(length);
    }

    /** The file seems to go on with this. */
    static Behaviour followedBy(Content tail) {
        return new Lengthen(tail);
    }

    /** One bit of the byte at that offset of the file, which must lie in it, seems to be another. */
    static Behaviour flippedAt(long offset) {
        return new Flip(offset);
    }

    /** The file seems to have this ETag, which is given with its quotes: {@code "x"} or {@code W/"x"}. */
    static Behaviour entityTag(String tag) {
        return new EntityTag(tag);
    }

    /** The file seems to have neither ETag nor Last-Modified, so that no condition of a request holds. */
    static Behaviour withoutValidators() {
        return new DropValidators();
    }

    /** Answers with this status and a short text, whatever the file: 304 unasked, 416, 503. */
    static Behaviour answering(int status) {
        return answering(status, Headers.NONE, Answer.page(status));
    }

    /** Answers with this and nothing else but the framing (Content-Length) if the headers have none. */
    static Behaviour answering(int status, Headers headers, Content body) {
        return new Reply(status, headers, body);
    }

    /** Answers 302 with this location, which is sent as it is. */
    static Behaviour redirectingTo(String location) {
        return answering(302, Headers.of("Location", location), Answer.page(302));
    }

    /** Sends these bytes in the place of status line, header and body, and closes the connection. */
    static Behaviour raw(Content bytes) {
        return new Raw(bytes);
    }

    /** Sends a good status line and then header fields without an end. */
    static Behaviour endlessHeaders() {
        return raw(Content.of("HTTP/1.1 200 OK\r\n").and(Content.repeating("X-Filler: and so on, and so on\r\n")));
    }

    /** Sends interim answers (RFC 9110 section 15.2) and never the final one. */
    static Behaviour endlessInterimAnswers() {
        return raw(Content.repeating("HTTP/1.1 102 Processing\r\n\r\n"));
    }

    /** Sends the size of a chunk and then an extension of it (RFC 9112 section 7.1.1) without an end. */
    static Behaviour endlessChunkExtension() {
        return raw(chunks("4;").and(Content.repeating("and so on ")));
    }

    /** Sends this body in a chunk, and behind the last one, where trailers go, this text without an end. */
    static Behaviour endlessTrailers(byte[] body, String text) {
        return raw(chunks(Integer.toHexString(body.length) + "\r\n")
                .and(Content.of(body))
                .and(Content.of("\r\n0\r\n"))
                .and(Content.repeating(text)));
    }

    private static Content chunks(String begin) {
        return Content.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + begin);
    }

    /** Sends another status with the same header and body. */
    static Behaviour status(int status) {
        return new Status(status);
    }

    /** Sends this header field in the place of any of its name: a wrong Content-Range, for example. */
    static Behaviour header(String name, String value) {
        return new SetHeader(name, value);
    }

    /** Sends the answer without that header field; without Content-Length, the end of the connection ends the body. */
    static Behaviour withoutHeader(String name) {
        return new DropHeader(name);
    }

    /** Announces this length, sends the body as long as it is and closes the connection. */
    static Behaviour contentLength(long bytes) {
        return header("Content-Length", Long.toString(bytes));
    }

    /** Compresses the body, asked for or not; holds it in memory. */
    static Behaviour gzipped() {
        return new Gzip();
    }

    /** Sends the body in chunks, without Content-Length. */
    static Behaviour chunked() {
        return new Chunk();
    }

    /** Sends a body without an end and without Content-Length. */
    static Behaviour endlessBody() {
        return new EndlessBody();
    }

    /** Closes the connection after so many bytes of the body; over TLS, without saying goodbye. */
    static Behaviour closeAfter(long bytes) {
        return new CloseAfter(bytes);
    }

    /** Resets the connection after so many bytes of the body; the last of them may not arrive. */
    static Behaviour resetAfter(long bytes) {
        return new ResetAfter(bytes);
    }

    /** Stands at the gate after so many bytes of the body. */
    static Behaviour stallAfter(long bytes, Gate gate) {
        return new StallAfter(bytes, gate);
    }

    /** Sends one byte at a time after so many bytes of the body, with this much time between two of them. */
    static Behaviour dribbleAfter(long bytes, Duration interval) {
        return new DribbleAfter(bytes, interval);
    }
}
