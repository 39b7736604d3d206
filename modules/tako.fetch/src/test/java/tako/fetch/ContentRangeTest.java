package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {
    @Test
    void readsARangeOfAKnownLength() {
        assertThat(ContentRange.parse("bytes 0-0/1")).hasValue(new ContentRange(0, 0, 1));
        assertThat(ContentRange.parse("bytes 5-9/10")).hasValue(new ContentRange(5, 9, 10));
        assertThat(ContentRange.parse("bytes 9223372036854775805-9223372036854775806/9223372036854775807"))
                .hasValue(new ContentRange(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes ",
                "bytes -",
                "bytes /",
                "bytes -/",
                "bytes /-",
                "-/bytes ",
                "bytes 0-0",
                "bytes 0/1",
                "bytes -0/1",
                "bytes 0-/1",
                "bytes 0-0/",
                "bytes 0-0/*",
                "bytes */1",
                "bytes 1-0/2",
                "bytes 0-1/1",
                "bytes 0-0/0",
                "bytes +0-0/1",
                "bytes 0--0/1",
                "bytes 0-0/-1",
                "bytes 0x0-0/1",
                "bytes  0-0/1",
                "bytes 0 - 0/1",
                "bytes 0-0/1 ",
                "bytes 0-0/1/2",
                "bytes=0-0/1",
                "items 0-0/1",
                "bytes 0-0/9223372036854775808",
                "bytes 0-0/99999999999999999999999999",
                "bytes \u0660-\u0660/\u0661"
            })
    void readsNothingElse(String header) {
        assertThat(ContentRange.parse(header)).isEmpty();
    }
}
