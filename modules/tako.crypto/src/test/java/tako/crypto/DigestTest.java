package tako.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isSha256() {
        assertThat(Digest.of("abc".getBytes(US_ASCII))).hasToString(ABC);
    }

    @Test
    void hashesInPiecesAsInOne() throws Exception {
        Sha256 sha256 = new Sha256();
        sha256.update(ByteBuffer.wrap("xab".getBytes(US_ASCII), 1, 2));
        sha256.update(ByteBuffer.wrap("c".getBytes(US_ASCII)));
        assertThat(sha256.digest()).isEqualTo(Digest.parse(ABC));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "ba7816bf",
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
                "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "../../../../../../../../../../../../../../../../../../../etc/pass",
            })
    void refusesEveryOtherText(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(CryptoException.class);
    }

    @Test
    void takesNoByteButTheSixteenDigits() throws Exception {
        for (int value = 0; value < 256; value++) {
            byte[] text = ABC.getBytes(US_ASCII);
            text[value % text.length] = (byte) value;
            if ("0123456789abcdef".indexOf(value) < 0) {
                assertThatThrownBy(() -> Digest.parse(text, 0, text.length))
                        .isInstanceOf(CryptoException.class)
                        .hasMessageContaining("only the lower-case hex digits");
            } else {
                assertThat(Digest.parse(text, 0, text.length)).hasToString(new String(text, US_ASCII));
            }
        }
    }
}
