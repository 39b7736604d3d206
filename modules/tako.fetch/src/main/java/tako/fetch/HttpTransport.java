package tako.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tako.store.StoreException;
import tako.store.Validator;

/**
 * {@code https://} and {@code http://} origins, over HttpURLConnection: it starts twice as fast as java.net.http and
 * keeps one connection for manifest and image. Follows redirects by hand, so that none leads to another scheme.
 */
final class HttpTransport implements Transport {
    /** As many as curl and browsers meet on a sane site, few enough to end a loop quickly. */
    private static final int MAX_REDIRECTS = 5;

    /** A port has 16 bits (RFC 9293 section 3.1); URLs of the JDK take any number, and throw when they connect. */
    private static final int MAX_PORT = 65_535;

    private static final String AUTHORIZATION = "Authorization";
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final String userAgent;
    private final Credentials credentials;
    private final TrustStore trustStore;
    private final Proxies proxies;
    private final Addresses addresses;
    private final Flow flow;

    HttpTransport(
            String userAgent,
            Credentials credentials,
            TrustStore trustStore,
            Proxies proxies,
            Addresses addresses,
            Flow flow) {
        this.userAgent = userAgent;
        this.credentials = credentials;
        this.trustStore = trustStore;
        this.proxies = proxies;
        this.addresses = addresses;
        this.flow = flow;
    }

    @Override
    public void prepare(URI file) {
        if (file.getScheme().equalsIgnoreCase("https")) {
            trustStore.prepare();
        }
    }

    @Override
    public Reply getNow(URI file, Optional<Validator> unless) throws FetchException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-cache"); // RFC 9111 section 5.2.1.4
        unless.flatMap(Validator::etag).ifPresent(etag -> headers.put("If-None-Match", etag));
        unless.flatMap(Validator::lastModified).ifPresent(time -> headers.put("If-Modified-Since", time));
        HttpAnswer answer = request(file, headers);
        boolean isConditional = unless.isPresent() && !unless.get().isEmpty();
        if (answer.status() == HttpURLConnection.HTTP_NOT_MODIFIED && isConditional) {
            return new Reply.NotModified();
        }
        return answer.status() == HttpURLConnection.HTTP_OK ? answer.whole() : answer.refusal(trustStore.isAnonymous());
    }

    @Override
    public Reply get(URI file, long offset, Optional<Validator> same) throws FetchException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (offset == 0) {
            HttpAnswer answer = request(file, headers);
            return answer.status() == HttpURLConnection.HTTP_OK
                    ? answer.whole()
                    : answer.refusal(trustStore.isAnonymous());
        }
        headers.put("Range", "bytes=" + offset + "-");
        same.flatMap(HttpTransport::strong).ifPresent(validator -> headers.put("If-Range", validator));
        HttpAnswer answer = request(file, headers);
        return switch (answer.status()) {
            case HttpURLConnection.HTTP_OK -> answer.whole();
            case HttpURLConnection.HTTP_PARTIAL -> answer.rest(offset);
            case RANGE_NOT_SATISFIABLE -> answer.otherRange();
            default -> answer.refusal(trustStore.isAnonymous());
        };
    }

    /** RFC 9110 section 13.1.5: a weak entity tag must not stand in If-Range. */
    private static Optional<String> strong(Validator validator) {
        return validator.etag().filter(etag -> !etag.startsWith("W/")).or(validator::lastModified);
    }

    /**
     * How long an answer is waited for.
     *
     * @param end when that is over, in nanoseconds as System.nanoTime has them
     * @param isLast whether the run is over then, too, and no other origin is to be asked
     */
    private record Wait(long end, boolean isLast) {}

    private static Wait wait(Deadline deadline, Duration limit) {
        boolean isLast = deadline.endsBefore(limit);
        return new Wait(System.nanoTime() + deadline.within(limit).toNanos(), isLast);
    }

    private HttpAnswer request(URI file, Map<String, String> headers) throws FetchException {
        headers.put("User-Agent", userAgent);
        headers.put("Accept", "*/*");
        headers.put("Accept-Encoding", "identity");
        Optional<String> authorization = credentials.forOrigin(file);
        URI at = file;
        Wait wait = wait(flow.deadline(), flow.limits().answer()); // for all redirects together
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            headers.remove(AUTHORIZATION);
            if (authorization.isPresent() && isSameServer(file, at)) {
                headers.put(AUTHORIZATION, authorization.get());
            }
            HttpAnswer answer = ask(at, headers, wait);
            if (!isRedirect(answer.status())) {
                return answer;
            }
            String location = answer.connection().getHeaderField("Location");
            answer.connection().disconnect();
            at = target(at, Optional.ofNullable(location));
        }
        throw new FetchException(Address.of(file) + ": more than " + MAX_REDIRECTS + " redirects");
    }

    /** Credentials go to the server that they were configured for, and to no other. */
    private static boolean isSameServer(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && a.getPort() == b.getPort();
    }

    private HttpAnswer ask(URI at, Map<String, String> headers, Wait wait) throws FetchException {
        Optional<ProxyServer> proxy = proxies.of(at);
        String place = Address.of(at) + (proxy.isPresent() ? " (through the proxy " + proxy.get() + ")" : "");
        HttpExchange exchange =
                new HttpExchange(Address.withoutUserInfo(at), headers, proxy, trustStore, addresses, flow.limits());
        FutureTask<Integer> task = new FutureTask<>(exchange);
        Thread.ofPlatform().daemon().name("request").start(task);
        try {
            int status = task.get(Math.max(0, wait.end() - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (status >= 0) {
                return new HttpAnswer(exchange.connection(), status, at, flow);
            }
            exchange.abandon();
            throw new FetchException(place + ": the answer is not HTTP");
        } catch (TimeoutException e) {
            Thread.ofPlatform().daemon().name("abandon").start(exchange::abandon);
            throw unanswered(place, wait, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbortException(place + ": interrupted");
        } catch (ExecutionException e) {
            exchange.abandon();
            throw failed(place, proxy, e);
        }
    }

    private FetchException unanswered(String place, Wait wait, TimeoutException e) {
        String limit = Seconds.of(flow.limits().answer());
        return wait.isLast()
                ? flow.deadline().passed(place)
                : new TransientException(place + ": no answer within " + limit + ", headers included", e);
    }

    private static FetchException failed(String place, Optional<ProxyServer> proxy, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return switch (cause) {
            case FetchException failure -> failure;
            case UnknownHostException unknown
            when proxy.isPresent() ->
                new TransientException(
                        place + ": the proxy's name has no address (is DNS working, and the proxy set rightly?)",
                        unknown,
                        Blame.PROXY);
            case IOException unreachable
            when proxy.isPresent() && isUnreachable(unreachable) ->
                new TransientException(
                        place + ": cannot connect to the proxy: " + StoreException.reason(unreachable),
                        unreachable,
                        Blame.PROXY);
            case IOException problem -> NetworkProblem.at(place, problem);
            // HttpURLConnection calls itself for each; that anything else nests so deep is not known
            case StackOverflowError nested ->
                new FetchException(
                        place + ": most likely the server sends interim answers (status 1xx) without an end", nested);
            default -> NetworkProblem.malformed(place, cause);
        };
    }

    /** The JDK has no class of its own for a connection that takes too long. */
    private static boolean isUnreachable(IOException e) {
        return e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || (e instanceof SocketTimeoutException && "Connect timed out".equals(e.getMessage()));
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
