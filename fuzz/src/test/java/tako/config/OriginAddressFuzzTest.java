package tako.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import tako.fuzz.Message;

class OriginAddressFuzzTest {
    /** Nothing that a message says by itself. */
    private static final String PASSWORD = "Tr0ub4dor";

    /** No message repeats a password, and the origin's files lie in it. */
    @FuzzTest
    void isADirectoryThatCanBeNamedWithoutItsPassword(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        if (!text.contains(PASSWORD)) { // in a path it may be shown
            hidesThePassword("https://user:" + PASSWORD + text);
        }
        OriginAddress origin;
        try {
            origin = OriginAddress.parse(text);
        } catch (ConfigException e) {
            Message.requireOneLine(e.getMessage());
            return;
        }
        assertThat(OriginAddress.parse(origin.uri().toString())).isEqualTo(origin);
        Message.requireOneLine(origin.toString());
        checkFile(origin.uri());
        String userInfo = origin.uri().getRawUserInfo();
        if (userInfo != null && !userInfo.isEmpty()) {
            String masked = origin.uri().toString().replaceFirst(Pattern.quote("//" + userInfo), "//***");
            assertThat(origin).hasToString(masked);
        }
    }

    private static void hidesThePassword(String text) {
        try {
            assertThat(OriginAddress.parse(text).toString()).doesNotContain(PASSWORD);
        } catch (ConfigException e) {
            assertThat(e.getMessage()).doesNotContain(PASSWORD);
        }
    }

    private static void checkFile(URI directory) {
        URI file = directory.resolve("manifest");
        assertThat(file.getScheme()).isEqualTo(directory.getScheme()).isIn("http", "https", "file");
        assertThat(file.getRawAuthority()).isEqualTo(directory.getRawAuthority());
        assertThat(file.getRawPath()).endsWith("/manifest");
        assertThat(file.getRawQuery()).isNull();
        if (file.getScheme().equals("file")) {
            assertThat(Path.of(file)).isAbsolute();
        } else {
            assertThat(file.getHost()).isNotEmpty();
        }
    }
}
