package tako.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginAddressTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "https://example.com, https://example.com/",
        "https://example.com/, https://example.com/",
        "https://example.com/app, https://example.com/app/",
        "https://example.com/app/, https://example.com/app/",
        "HTTPS://Example.com/App, https://Example.com/App/",
        "http://127.0.0.1:8080/a%20b, http://127.0.0.1:8080/a%20b/",
        "http://[::1]:8080/x, http://[::1]:8080/x/",
        "https://me:p%40ss@example.com/x, https://me:p%40ss@example.com/x/",
        "file:///srv/images, file:///srv/images/",
        "file:/srv/images/, file:///srv/images/",
        "file:///srv/my%20images, file:///srv/my%20images/",
        "file:///, file:///",
    })
    void isADirectory(String text, URI uri) throws Exception {
        OriginAddress address = OriginAddress.parse(text);
        assertThat(address.uri()).isEqualTo(uri).hasToString(uri.toString());
        assertThat(address.uri().resolve("store/abc")).isEqualTo(URI.create(uri + "store/abc"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://me:hunter2@host/            | has to begin with https://, http:// or file://",
                "me:hunter2@host                   | has to begin with https://, http:// or file://",
                "hunter2                           | has to begin with https://, http:// or file://",
                "/srv/hunter2                      | file:///srv/images",
                "https:/hunter2                    | has no valid host name",
                "https:hunter2                     | has no valid host name",
                "https:///hunter2                  | has no valid host name",
                "https://me:hun@ter2@host/         | has no valid host name",
                "https://me:hunter2@my_host/       | has no valid host name",
                "https://me:hunter2@/x             | has no valid host name",
                "https://me:hunter2@host:0/        | has a port that is not between 1 and 65535",
                "https://me:hunter2@host:65536/    | has a port that is not between 1 and 65535",
                "https://me:hunter2@host:99999999999/ | has no valid host name",
                "https://me:hunter2@[::1/          | is not a valid address",
                "https://me:hunter2@host/%zz       | is not a valid address",
                "https://me:hunter2@host/{a}       | is not a valid address",
                "https://host/?token=hunter2       | must not have a query",
                "https://host/#hunter2             | must not have a fragment",
                "https://me:hunter2@a/ https://b/  | give each origin a line of its own",
                "https://me:hunter2@b\u00fccher.example/ | has a character outside ASCII at position 21",
                "https://me:hunter2@host/%00       | has a percent-encoded control character",
                "https://me:hunter2@host/%1b%5b    | has a percent-encoded control character",
                "file://host/hunter2               | with three slashes: file:///srv/images",
                "file:hunter2                      | with three slashes: file:///srv/images",
                "file://me:hunter2@host/x          | with three slashes: file:///srv/images",
                "file:///srv/%0a/hunter2           | has a percent-encoded control character",
                "https:                            | is not a valid address",
                "://                               | is not a valid address",
            })
    void saysWhatIsWrongWithoutRepeatingAnyOfIt(String text, String reason) {
        assertThatThrownBy(() -> OriginAddress.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("hunter2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "https://me:hunter2@host/a@b, https://***@host/a@b/",
        "https://hunter2@host:1, https://***@host:1/",
        "https://host/a@b, https://host/a@b/",
        "http://@host/, http://***@host/",
        "file:///srv/a@b, file:///srv/a@b/",
    })
    void showsNoUserInfo(String text, String shown) throws Exception {
        assertThat(OriginAddress.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:hunter2@host", "https://me:hunter2@host/x"})
    void showsNoUserInfoHoweverItWasMade(String text) {
        assertThat(new OriginAddress(URI.create(text)).toString())
                .startsWith("https://***@host")
                .doesNotContain("hunter2");
    }

    @Test
    void isEqualWithAndWithoutTheSlashAtItsEnd() throws Exception {
        assertThat(OriginAddress.parse("https://host/x")).isEqualTo(OriginAddress.parse("HTTPS://host/x/"));
    }
}
