package tako.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import tako.fuzz.Message;

class KeyTextFuzzTest {
    /** Nothing that a message says by itself. */
    private static final String SECRET = "Tr0ub4dor";

    private interface Parser {
        Object parse(String text) throws CryptoException;
    }

    /** There is one text for each value, and messages do not repeat what may be a secret. */
    @FuzzTest
    void readsOnlyWhatItWrites(byte[] input) {
        String text = new String(input, ISO_8859_1);
        check(text, PublicKey::parse);
        check(text, Signature::parse);
        check(text, Digest::parse);
        check(text.strip(), KeyTextFuzzTest::secret);
        check(SECRET + text, PublicKey::parse);
        check("SECRET+" + SECRET + text, KeyTextFuzzTest::secret);
    }

    private static void check(String text, Parser parser) {
        try {
            assertThat(parser.parse(text)).hasToString(text);
        } catch (CryptoException e) {
            Message.requireOneLine(e.getMessage());
            assertThat(e.getMessage()).doesNotContain(SECRET);
        }
    }

    private static String secret(String text) throws CryptoException {
        try (SecretKey key = SecretKey.parse(text.getBytes(ISO_8859_1))) {
            return new String(key.text(), ISO_8859_1);
        }
    }
}
