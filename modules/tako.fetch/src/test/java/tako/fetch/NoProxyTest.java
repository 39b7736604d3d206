package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com         | http://example.com/",
                "example.com         | http://www.example.com/",
                ".example.com        | http://www.example.com/",
                ".example.com        | http://example.com/",
                "EXAMPLE.com         | http://www.Example.COM/",
                "example.com.        | http://example.com/",
                "example.com         | http://example.com./",
                "a.b, example.com    | http://example.com/",
                "a.b,,example.com,   | http://example.com/",
                "a.b example.com     | http://example.com/",
                "*                   | http://example.com/",
                "a.b,*               | http://example.com/",
                "example.com:8080    | http://example.com:8080/",
                "example.com:80      | http://example.com/",
                "example.com:443     | https://www.example.com/",
                "192.0.2.1           | http://192.0.2.1:8080/",
                "192.0.2.1:8080      | http://192.0.2.1:8080/",
                "192.0.2.0/24        | http://192.0.2.255/",
                "192.0.2.128/25      | http://192.0.2.129/",
                "192.0.2.0/24:80     | http://192.0.2.7/",
                "0.0.0.0/0           | http://192.0.2.255/",
                "::1                 | http://[::1]/",
                "[::1]               | http://[::1]/",
                "[::1]:80            | http://[::1]/",
                "2001:db8::/32       | http://[2001:db8:1::7]/",
                "2001:DB8:0:0::/32   | http://[2001:db8::]/",
                "localhost           | http://localhost:3000/",
            })
    void covers(String list, URI uri) {
        assertThat(new NoProxy(list).covers(uri)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com         | http://nonexample.com/",
                "example.com         | http://example.com.org/",
                "www.example.com     | http://example.com/",
                "*.example.com       | http://www.example.com/",
                "'.'                 | http://example.com/",
                "','                 | http://example.com/",
                "example.com:8080    | http://example.com/",
                "example.com:80      | https://example.com/",
                "192.0.2.1           | http://192.0.2.10/",
                "0.2.1               | http://192.0.2.1/",
                "192.0.2.0/25        | http://192.0.2.129/",
                "192.0.2.0/33        | http://192.0.2.0/",
                "192.0.2.0/-1        | http://192.0.2.0/",
                "192.0.2.0/x         | http://192.0.2.0/",
                "192.0.2.0/          | http://192.0.2.0/",
                "192.0.2.0/24        | http://example.com/",
                "::/0                | http://192.0.2.1/",
                "2001:db8::/32       | http://[2001:db9::1]/",
                "[::1]:80            | http://[::1]:81/",
            })
    void doesNotCover(String list, URI uri) {
        assertThat(new NoProxy(list).covers(uri)).isFalse();
    }
}
