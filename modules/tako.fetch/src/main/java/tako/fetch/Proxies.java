package tako.fetch;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that the environment names, by the rules of curl(1): a variable in lower case goes before the same in
 * upper case, one for the scheme before {@code all_proxy}, and an empty one is none. {@code HTTP_PROXY} does not count,
 * for a web server sets it for a CGI program to whatever a client sends in a header {@code Proxy}. For any thread: the
 * requests of several images share it, and some are made early.
 */
final class Proxies {
    private final Map<String, String> environment;
    private final Map<String, ProxyServer> known = new HashMap<>();

    /** Those of the process's environment. */
    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The proxy for requests to a URL.
     *
     * @throws FetchException if what the environment names is none
     */
    synchronized Optional<ProxyServer> of(URI uri) throws FetchException {
        Optional<String> variable = variable(uri.getScheme().equalsIgnoreCase("https"));
        if (variable.isEmpty() || isExempt(uri)) {
            return Optional.empty();
        }
        ProxyServer server = known.get(variable.get());
        if (server == null) { // made once: connections through the same one are used again
            server = ProxyServer.parse(variable.get(), value(variable.get()));
            known.put(variable.get(), server);
        }
        return Optional.of(server);
    }

    private Optional<String> variable(boolean secure) {
        return secure
                ? firstSet("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                : firstSet("http_proxy", "all_proxy", "ALL_PROXY");
    }

    private boolean isExempt(URI uri) {
        Optional<String> variable = firstSet("no_proxy", "NO_PROXY");
        return variable.isPresent() && new NoProxy(value(variable.get())).covers(uri);
    }

    private Optional<String> firstSet(String... variables) {
        for (String variable : variables) {
            if (!value(variable).isEmpty()) {
                return Optional.of(variable);
            }
        }
        return Optional.empty();
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "").strip();
    }
}
