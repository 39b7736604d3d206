package tako.fetch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import tako.store.Validator;

/**
 * {@code https://} and {@code http://} origins, over HttpURLConnection: it starts twice as fast as java.net.http and
 * keeps one connection for manifest and image. Follows redirects by hand, so that none leads to another scheme.
 */
final class HttpTransport implements Transport {
    /** As many as curl and browsers meet on a sane site, few enough to end a loop quickly. */
    private static final int MAX_REDIRECTS = 5;

    /** A server that does not accept a connection for so long, or stops in the middle of a body, is taken for dead. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Connecting, TLS and headers together: twice the limit of one step, for hosts with several addresses. */
    private static final Duration ANSWER_LIMIT = TIMEOUT.multipliedBy(2);

    /** A port has 16 bits (RFC 9293 section 3.1); URLs of the JDK take any number, and throw when they connect. */
    private static final int MAX_PORT = 65_535;

    private static final int TEMPORARY_REDIRECT = 307;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final TrustStore trustStore;
    private final String userAgent;

    HttpTransport(TrustStore trustStore, String userAgent) {
        this.trustStore = trustStore;
        this.userAgent = userAgent;
    }

    @Override
    public Reply get(URI file, Optional<Validator> unless) throws FetchException {
        Map<String, String> headers = new LinkedHashMap<>();
        unless.flatMap(Validator::etag).ifPresent(etag -> headers.put("If-None-Match", etag));
        unless.flatMap(Validator::lastModified).ifPresent(time -> headers.put("If-Modified-Since", time));
        HttpAnswer answer = request(file, headers);
        if (answer.status() == HttpURLConnection.HTTP_NOT_MODIFIED && !headers.isEmpty()) {
            return new Reply.NotModified();
        }
        return answer.status() == HttpURLConnection.HTTP_OK ? answer.whole() : answer.refusal();
    }

    @Override
    public Reply getRest(URI file, long offset, Optional<Validator> same) throws FetchException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Range", "bytes=" + offset + "-");
        same.flatMap(HttpTransport::strong).ifPresent(validator -> headers.put("If-Range", validator));
        HttpAnswer answer = request(file, headers);
        return switch (answer.status()) {
            case HttpURLConnection.HTTP_OK -> answer.whole();
            case HttpURLConnection.HTTP_PARTIAL -> answer.rest(offset);
            case RANGE_NOT_SATISFIABLE -> answer.otherRange();
            default -> answer.refusal();
        };
    }

    /** RFC 9110 section 13.1.5: a weak entity tag must not stand in If-Range. */
    private static Optional<String> strong(Validator validator) {
        return validator.etag().filter(etag -> !etag.startsWith("W/")).or(validator::lastModified);
    }

    private HttpAnswer request(URI file, Map<String, String> headers) throws FetchException {
        URI at = file;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpURLConnection connection = open(at, headers);
            if (sameServer(file, at)) {
                authorize(connection, Optional.ofNullable(file.getUserInfo()));
            }
            int status = status(connection, at);
            if (!isRedirect(status)) {
                return new HttpAnswer(connection, status, at);
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            at = target(at, Optional.ofNullable(location));
        }
        throw new FetchException(Address.of(file) + ": more than " + MAX_REDIRECTS + " redirects");
    }

    private HttpURLConnection open(URI at, Map<String, String> headers) throws FetchException {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) Address.withoutUserInfo(at).toURL().openConnection();
            if (connection instanceof HttpsURLConnection https) {
                https.setSSLSocketFactory(trustStore.socketFactory());
            }
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout((int) TIMEOUT.toMillis());
            connection.setReadTimeout((int) TIMEOUT.toMillis());
            connection.setRequestProperty("User-Agent", userAgent);
            connection.setRequestProperty("Accept", "*/*");
            connection.setRequestProperty("Accept-Encoding", "identity");
            headers.forEach(connection::setRequestProperty);
            return connection;
        } catch (IOException e) {
            throw NetworkProblem.at(at, e);
        }
    }

    /** Credentials go to the server that they were configured for, and to no other. */
    private static boolean sameServer(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && a.getPort() == b.getPort();
    }

    /** RFC 7617 section 2: the colon is there even where the password is not. */
    private static void authorize(HttpURLConnection connection, Optional<String> userInfo) {
        if (userInfo.isEmpty()) {
            return;
        }
        String user = userInfo.get().indexOf(':') < 0 ? userInfo.get() + ":" : userInfo.get();
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        connection.setRequestProperty(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }

    private static int status(HttpURLConnection connection, URI at) throws FetchException {
        Watchdog watchdog = new Watchdog(ANSWER_LIMIT, connection::disconnect);
        try (watchdog) {
            int status = connection.getResponseCode();
            if (status >= 0) {
                return status;
            }
        } catch (IOException e) {
            connection.disconnect();
            throw watchdog.hasBitten() ? unanswered(at, e) : NetworkProblem.at(at, e);
        } catch (RuntimeException | StackOverflowError e) {
            connection.disconnect();
            throw NetworkProblem.malformed(at, e);
        }
        connection.disconnect();
        throw new FetchException(Address.of(at) + ": the answer is not HTTP");
    }

    private static FetchException unanswered(URI at, IOException e) {
        return new FetchException(
                Address.of(at) + ": no answer within " + ANSWER_LIMIT.toSeconds() + " s, headers included", e);
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_MOVED_PERM,
                    HttpURLConnection.HTTP_MOVED_TEMP,
                    HttpURLConnection.HTTP_SEE_OTHER,
                    TEMPORARY_REDIRECT,
                    PERMANENT_REDIRECT -> true;
            default -> false;
        };
    }

    private static URI target(URI from, Optional<String> location) throws FetchException {
        if (location.isEmpty()) {
            throw new FetchException(Address.of(from) + ": a redirect to nowhere");
        }
        URI to;
        try {
            to = from.resolve(new URI(location.get()));
        } catch (URISyntaxException e) {
            throw new FetchException(Address.of(from) + ": a redirect to something that is not a URL", e);
        }
        if (to.getPort() == 0 || to.getPort() > MAX_PORT) {
            throw new FetchException(Address.of(from) + ": a redirect to a port that does not exist: " + to.getPort());
        }
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = from.getScheme().equalsIgnoreCase("https");
        if (to.getHost() == null || !(scheme.equals("https") || (scheme.equals("http") && !secure))) {
            throw new FetchException(Address.of(from) + ": refused a redirect to " + Address.of(to)
                    + "; from " + from.getScheme() + ":// it may only lead to "
                    + (secure ? "https://" : "http:// or https://"));
        }
        return to;
    }
}
