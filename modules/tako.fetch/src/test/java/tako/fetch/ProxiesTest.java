package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy the environment names for which URL. */
class ProxiesTest {
    private static Map<String, String> environment(String assignments) {
        Map<String, String> environment = new HashMap<>();
        for (String assignment : assignments.split(" ", -1)) {
            int equals = assignment.indexOf('=');
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        "http_proxy=http://p:1, http://a/, p:1",
        "https_proxy=http://p:1, https://a/, p:1",
        "HTTPS_PROXY=http://p:1, https://a/, p:1",
        "HTTPS_PROXY=http://p:1 https_proxy=http://q:2, https://a/, q:2",
        "HTTPS_PROXY=http://p:1 https_proxy=, https://a/, p:1",
        "https_proxy=http://p:1 all_proxy=http://q:2, https://a/, p:1",
        "HTTPS_PROXY=http://p:1 all_proxy=http://q:2, https://a/, p:1",
        "https_proxy=http://p:1 all_proxy=http://q:2, http://a/, q:2",
        "ALL_PROXY=http://q:2, http://a/, q:2",
        "http_proxy=http://p:1 no_proxy=b, http://a/, p:1",
        "http_proxy=http://p:1 NO_PROXY=a no_proxy=b, http://a/, p:1",
        "http_proxy=p, http://a/, p:1080",
        "http_proxy=p:3128, http://a/, p:3128",
        "http_proxy=user:secret@p:3128/, http://a/, p:3128",
        "http_proxy=HTTP://[::1]:3128, http://a/, [::1]:3128",
    })
    void goesThroughAProxy(String environment, URI uri, String proxy) throws Exception {
        assertThat(new Proxies(environment(environment)).of(uri))
                .hasValueSatisfying(found -> assertThat(found).hasToString(proxy));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PROXY=http://p:1, http://a/",
        "http_proxy=http://p:1, https://a/",
        "https_proxy=http://p:1, http://a/",
        "http_proxy=, http://a/",
        "http_proxy=http://p:1 no_proxy=a, http://a/",
        "http_proxy=http://p:1 NO_PROXY=a, http://a/",
        "http_proxy=http://p:1 NO_PROXY=a no_proxy=, http://a/",
        "https_proxy=ftp://p no_proxy=*, https://a/",
    })
    void goesThroughNone(String environment, URI uri) throws Exception {
        assertThat(new Proxies(environment(environment)).of(uri)).isEmpty();
    }

    @Test
    void usesOneProxyForAllRequests() throws Exception {
        Proxies proxies = new Proxies(Map.of("http_proxy", "p:1"));
        assertThat(proxies.of(URI.create("http://a/")).orElseThrow())
                .isSameAs(proxies.of(URI.create("http://b/")).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://user:secret@p:1",
                "https://user:secret@p:1",
                "http://user:secret@p:99999",
                "http://user:secret@p:0",
                "http://user:secret@:1",
                "http://user:sec ret@p:1",
                "http://user:secret@p_q:1x"
            })
    void refusesWhatIsNoHttpProxyWithoutRepeatingIt(String proxy) {
        assertThatThrownBy(() -> new Proxies(Map.of("all_proxy", proxy)).of(URI.create("http://a/")))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith("the environment variable all_proxy does not name a usable proxy: ")
                .hasMessageNotContainingAny("user:", "sec");
    }
}
