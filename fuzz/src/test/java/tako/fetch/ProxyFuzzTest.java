package tako.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.Map;
import tako.fuzz.Message;

class ProxyFuzzTest {
    private static final URI SERVER = URI.create("http://www.example.com:8080/");
    private static final URI ADDRESS = URI.create("https://[2001:db8::1]/");

    /** What the environment names as a proxy, and the hosts that go without. */
    @FuzzTest
    void isNamedOrRefusedInOneLine(byte[] input) {
        String text = new String(input, ISO_8859_1);
        NoProxy exempt = new NoProxy(text);
        boolean direct = exempt.covers(SERVER) || exempt.covers(ADDRESS);
        try {
            new Proxies(Map.of("all_proxy", text, "no_proxy", direct ? "" : text))
                    .of(SERVER)
                    .ifPresent(proxy -> Message.requireOneLine(proxy.toString()));
        } catch (FetchException e) {
            Message.requireOneLine(String.valueOf(e.getMessage()));
        }
    }
}
