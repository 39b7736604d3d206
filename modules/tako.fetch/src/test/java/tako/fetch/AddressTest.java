package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://host/a, http://host/a",
        "http://u:p@host/a, http://host/a",
        "https://u@host:8443/a/b, https://host:8443/a/b",
        "http://@host/, http://host/",
        "http://u:p@[::1]:80/a, http://[::1]:80/a",
        "http://u:p@host, http://host",
        "http://u%40x:p%2F@host/a%2Fb%20c%2Bd/, http://host/a%2Fb%20c%2Bd/",
        "http://u:p@host/a?token=x%26y, http://host/a?token=x%26y",
        "file:///srv/a, file:///srv/a",
    })
    void losesItsCredentialsAndNothingElse(String address, String expected) {
        assertThat(Address.withoutUserInfo(URI.create(address))).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/a, http://host/a",
        "http://u:p@host/a, http://***@host/a",
        "http://host/a?token=x, http://host/a?***",
        "http://u:p@host/a?token=x, http://***@host/a",
        "file:///srv/a, file:///srv/a",
        "mailto:a@b?subject=x, mailto:a@b?***",
    })
    void showsNothingSecretInMessages(String address, String expected) {
        assertThat(Address.of(URI.create(address))).isEqualTo(expected);
    }
}
