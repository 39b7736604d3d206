package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import tako.store.Validator;

/**
 * The head of an HTTP answer.
 *
 * @param at where it comes from in the end, after redirects
 * @param flow how its body is to come
 */
record HttpAnswer(HttpURLConnection connection, int status, URI at, Flow flow) {
    static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    static final String PROXY_WANTS_CREDENTIALS =
            "the proxy wants a user and a password, or others (status 407); they go into its URL,"
                    + " http://USER:PASSWORD@HOST:PORT";

    private static final String MAY_WANT_CERTIFICATE =
            "; does it want a certificate of ours? Then set ClientCertificate= and ClientKey=";

    private static final int TOO_MANY_REQUESTS = 429;

    /** What is said of a longer wait makes no difference. */
    private static final Duration MAX_WAIT = Duration.ofDays(1);

    /** A validator longer than this is not worth keeping: those of servers have some 30 characters. */
    private static final int MAX_VALIDATOR = 512;

    /** The whole file. */
    Reply whole() throws FetchException {
        refuseEncoding();
        long length = connection.getContentLengthLong();
        return new Reply.Found(body(), 0, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), validator());
    }

    /** The rest of the file, if it is the one that was asked for. */
    Reply rest(long offset) throws FetchException {
        refuseEncoding();
        String header = connection.getHeaderField("Content-Range");
        Optional<ContentRange> range = Optional.ofNullable(header).flatMap(ContentRange::parse);
        if (range.isEmpty()
                || range.get().first() != offset
                || range.get().last() != range.get().length() - 1) {
            return otherRange();
        }
        return new Reply.Found(body(), offset, OptionalLong.of(range.get().length()), validator());
    }

    /** The rest that was asked for cannot be had. */
    Reply otherRange() {
        connection.disconnect();
        return new Reply.OtherRange();
    }

    private void refuseEncoding() throws FetchException {
        String encoding = connection.getContentEncoding();
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            connection.disconnect();
            throw new FetchException(Address.of(at)
                    + ": the server compresses the file although nobody asked it to; switch that off there");
        }
    }

    /**
     * Nothing that can be used.
     *
     * @param anonymous whether there is no certificate to show to a server that asks who we are
     */
    Reply refusal(boolean anonymous) throws FetchException {
        connection.disconnect();
        if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
            return new Reply.Gone();
        }
        String refusal = Address.of(at) + ": "
                + (status == PROXY_AUTHENTICATION_REQUIRED && connection.usingProxy()
                        ? PROXY_WANTS_CREDENTIALS
                        : "the server answers with status " + status);
        boolean isServerError = status >= 500 && status <= 599;
        if (isServerError || status == TOO_MANY_REQUESTS) {
            throw overloaded(refusal);
        }
        throw new FetchException(refusal + (anonymous && mayWantCertificate() ? MAY_WANT_CERTIFICATE : ""));
    }

    /** nginx lets clients without one finish the handshake, and sends this status then (ngx_http_ssl_module, 496). */
    private boolean mayWantCertificate() {
        return status == HttpURLConnection.HTTP_BAD_REQUEST && connection instanceof HttpsURLConnection;
    }

    private FetchException overloaded(String refusal) {
        Duration wait = retryAfter();
        String asks = wait.isZero() ? "" : " and asks to be left alone for " + Seconds.of(wait);
        return TransientException.askedToWait(refusal + asks, wait);
    }

    /** A number of seconds, or a date (RFC 9110 section 10.2.3), taken by the server's clock where it tells the time. */
    private Duration retryAfter() {
        String header = connection.getHeaderField("Retry-After");
        if (header == null) {
            return Duration.ZERO;
        }
        try {
            long seconds = Long.parseLong(header.strip());
            return Duration.ofSeconds(Math.clamp(seconds, 0, MAX_WAIT.toSeconds()));
        } catch (NumberFormatException e) {
            long now = connection.getHeaderFieldDate("Date", System.currentTimeMillis());
            long until = connection.getHeaderFieldDate("Retry-After", now);
            return Duration.ofMillis(Math.clamp(until - now, 0, MAX_WAIT.toMillis()));
        }
    }

    private Validator validator() {
        return new Validator(sane(connection.getHeaderField("ETag")), sane(connection.getHeaderField("Last-Modified")));
    }

    /** It is kept in a file of ours and sent back, so it is printable ASCII or nothing. */
    private static Optional<String> sane(@Nullable String header) {
        if (header == null || header.isEmpty() || header.length() > MAX_VALIDATOR) {
            return Optional.empty();
        }
        for (int i = 0; i < header.length(); i++) {
            if (header.charAt(i) < ' ' || header.charAt(i) > '~') {
                return Optional.empty();
            }
        }
        return Optional.of(header);
    }

    /** The body's, where the server tells and keeps to it: chunks go before a length (RFC 9112 section 6.3). */
    private OptionalLong length() {
        long length = connection.getContentLengthLong();
        boolean isKnown = length >= 0 && connection.getHeaderField("Transfer-Encoding") == null;
        return isKnown ? OptionalLong.of(length) : OptionalLong.empty();
    }

    private Body body() throws FetchException {
        try {
            InputStream stream = connection.getInputStream();
            OptionalLong length = length();
            return length.isPresent()
                    ? new Body(stream, at, length, connection::disconnect, flow)
                    : new Body(stream, at, new TrailerWatch(connection), connection::disconnect, flow);
        } catch (IOException e) {
            throw NetworkProblem.at(Address.of(at), e);
        }
    }
}
