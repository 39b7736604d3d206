package tako.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;

class HeaderValueFuzzTest {
    private static final URI ORIGIN = URI.create("https://images.example.com/app/manifest");

    /** The value of {@code Content-Range}, and the URL of a redirect. */
    @FuzzTest
    void isTakenAsItIsMeantOrNotAtAll(byte[] input) {
        String text = new String(input, ISO_8859_1);
        ContentRange.parse(text).ifPresent(HeaderValueFuzzTest::check);
        try {
            check(ORIGIN.resolve(new URI(text)));
        } catch (URISyntaxException e) {
            // refused before it gets into a message
        }
    }

    private static void check(ContentRange range) {
        assertThat(range.first()).isBetween(0L, range.last());
        assertThat(range.last()).isLessThan(range.length());
        String text = "bytes " + range.first() + "-" + range.last() + "/" + range.length();
        assertThat(ContentRange.parse(text)).contains(range);
    }

    /** Credentials are masked, and only they. */
    private static void check(URI uri) {
        String shown = Address.of(uri);
        assertThat(shown.chars()).noneMatch(Character::isISOControl);
        assertThat(shown.indexOf('?') < 0 || shown.endsWith("?***")).as(shown).isTrue();
        if (uri.getHost() == null) {
            return; // refused, as every redirect to what is not a server
        }
        URI plain = Address.withoutUserInfo(uri);
        assertThat(plain.getRawUserInfo()).isNull();
        assertThat(plain.getScheme()).isEqualTo(uri.getScheme());
        assertThat(plain.getHost()).isEqualTo(uri.getHost());
        assertThat(plain.getPort()).isEqualTo(uri.getPort());
        assertThat(plain.getRawPath()).isEqualTo(uri.getRawPath());
        assertThat(plain.getRawQuery()).isEqualTo(uri.getRawQuery());
    }
}
