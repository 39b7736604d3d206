package tako.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tako.crypto.Der.concatenated;
import static tako.crypto.Der.hex;
import static tako.crypto.Der.integer;
import static tako.crypto.Der.sequence;
import static tako.crypto.Der.tagged;
import static tako.crypto.Ecdsa.KEY;
import static tako.crypto.Ecdsa.MESSAGE;
import static tako.crypto.Ecdsa.SHA_256;
import static tako.crypto.Ecdsa.isAccepted;
import static tako.crypto.Ecdsa.isAcceptedByTheJdk;
import static tako.crypto.Ecdsa.padded;
import static tako.crypto.Ecdsa.verifier;

import java.security.SignatureException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of signatures: DER, which the JDK is less strict about. */
class EcdsaDerTest {
    static Stream<byte[]> notDer() throws Exception {
        EcdsaSignature good = padded();
        byte[] r = integer(good.r().toByteArray());
        byte[] s = integer(good.s().toByteArray());
        byte[] both = concatenated(r, s);
        byte[] content = good.r().toByteArray();
        byte[] whole = sequence(both);
        return Stream.of(
                new byte[0],
                hex("30"),
                hex("3000"),
                hex("0500"),
                hex("30020500"),
                hex("300402000200"),
                sequence(r),
                sequence(r, s, s),
                sequence(r, s, hex("0500")),
                sequence(r, hex("0500"), s),
                sequence(sequence(r), s),
                concatenated(whole, hex("00")),
                concatenated(whole, hex("0500")),
                Arrays.copyOf(whole, whole.length - 1),
                tagged(0x31, both),
                tagged(0x10, both),
                tagged(0x70, both),
                concatenated(hex("3081"), new byte[] {(byte) both.length}, both),
                concatenated(hex("308200"), new byte[] {(byte) both.length}, both),
                concatenated(hex("30850000000000").clone(), both),
                concatenated(hex("3080"), both, hex("0000")),
                concatenated(hex("3080"), both),
                concatenated(new byte[] {0x30, (byte) (both.length + 1)}, both),
                concatenated(new byte[] {0x30, (byte) (both.length - 1)}, both),
                sequence(tagged(0x03, content), s),
                sequence(tagged(0x22, content), s),
                sequence(concatenated(hex("028121"), content), s),
                sequence(concatenated(hex("02820021"), content), s),
                sequence(concatenated(hex("0280"), content, hex("0000")), s),
                sequence(hex("0200"), s),
                sequence(r, hex("0200")),
                sequence(integer(concatenated(hex("00"), content)), s),
                sequence(r, integer(concatenated(hex("00"), good.s().toByteArray()))),
                sequence(integer(hex("0001")), s),
                sequence(integer(hex("ff")), s),
                sequence(integer(hex("ff80")), s),
                concatenated(hex("3046022100"), new byte[10]),
                concatenated(hex("3046027f00"), new byte[68]),
                concatenated(content, good.s().toByteArray()));
    }

    @ParameterizedTest
    @MethodSource("notDer")
    void refusesOtherFormsThanDer(byte[] signature) throws Exception {
        assertThatThrownBy(() -> verifier(SHA_256, KEY, MESSAGE).verify(signature))
                .isInstanceOf(SignatureException.class)
                .hasMessage("the signature is not in the form of DER");
        assertThat(isAcceptedByTheJdk(signature)).isFalse();
    }

    @Test
    void refusesMissingPaddingWhichTheJdkTakesForPositive() throws Exception {
        EcdsaSignature good = padded();
        byte[] unpadded = Arrays.copyOfRange(good.r().toByteArray(), 1, 33);
        byte[] negative = sequence(integer(unpadded), integer(good.s().toByteArray()));
        assertThat(isAccepted(negative)).isFalse();
        assertThat(isAcceptedByTheJdk(negative)).isTrue();
    }
}
