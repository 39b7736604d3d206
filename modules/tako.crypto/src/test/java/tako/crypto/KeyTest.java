package tako.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Vectors;

class KeyTest {
    private static final byte[] MESSAGE = "an image".getBytes(US_ASCII);

    static List<String[]> goldenKeys() throws Exception {
        return Vectors.rows("keys.tsv");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenKeys")
    void readsAndWritesTheKeysOfTheOriginal(String name, String secret, String pub) throws Exception {
        try (SecretKey key = SecretKey.parse(secret.getBytes(US_ASCII))) {
            assertThat(key.text()).asString(US_ASCII).isEqualTo(secret);
            assertThat(key.publicKey()).hasToString(pub).isEqualTo(PublicKey.parse(pub));
        }
    }

    @Test
    void verifiesWhatItSignedAndNothingElse() throws Exception {
        try (SecretKey key = SecretKey.generate(new SecureRandom());
                SecretKey other = SecretKey.generate(new SecureRandom())) {
            Signature signature = key.sign(MESSAGE, 0, MESSAGE.length);
            assertThat(key.publicKey().verifies(signature, MESSAGE, 0, MESSAGE.length))
                    .isTrue();
            assertThat(key.publicKey().verifies(signature, MESSAGE, 0, MESSAGE.length - 1))
                    .isFalse();
            assertThat(other.publicKey().verifies(signature, MESSAGE, 0, MESSAGE.length))
                    .isFalse();
        }
    }

    @Test
    void refusesASignatureWithAnyBitChanged() throws Exception {
        try (SecretKey key = SecretKey.generate(new SecureRandom())) {
            byte[] signature = Base64.getDecoder()
                    .decode(key.sign(MESSAGE, 0, MESSAGE.length).toString());
            for (int bit = 0; bit < signature.length * 8; bit++) {
                byte[] changed = signature.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                Signature damaged = Signature.parse(Base64.getEncoder().encodeToString(changed));
                assertThat(key.publicKey().verifies(damaged, MESSAGE, 0, MESSAGE.length))
                        .as("bit %d", bit)
                        .isFalse();
            }
        }
    }

    @Test
    void allowsWhiteSpaceAroundASecretKey() throws Exception {
        String text = goldenKeys().getFirst()[1];
        try (SecretKey key = SecretKey.parse((" \t" + text + "\r\n\n").getBytes(US_ASCII))) {
            assertThat(key.text()).asString(US_ASCII).isEqualTo(text);
        }
    }

    @Test
    void refusesASecretKeyWhosePublicHalvesAreNotItsSeeds() throws Exception {
        byte[] raw = Base64.getDecoder().decode(goldenKeys().getFirst()[1].substring("SECRET+".length()));
        for (int at : new int[] {0, 32, 64, 95}) {
            byte[] changed = raw.clone();
            changed[at] ^= 1;
            byte[] text = ("SECRET+" + Base64.getEncoder().encodeToString(changed)).getBytes(US_ASCII);
            assertThatThrownBy(() -> SecretKey.parse(text))
                    .isInstanceOf(CryptoException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void refusesAnythingAfterASecretKeyAndDoesNotRepeatIt() throws Exception {
        String text = goldenKeys().getFirst()[1];
        for (String bad :
                List.of(text + "A", text + " x", text.substring(1), text.toLowerCase(java.util.Locale.ROOT), "")) {
            assertThatThrownBy(() -> SecretKey.parse(bad.getBytes(US_ASCII)))
                    .isInstanceOf(CryptoException.class)
                    .message()
                    .doesNotContain("dGVzdC1r");
        }
    }

    @Test
    void aSecretKeyNeverShowsItself() throws Exception {
        String[] golden = goldenKeys().getFirst();
        try (SecretKey key = SecretKey.parse(golden[1].getBytes(US_ASCII))) {
            assertThat(key).hasToString("secret key of " + golden[2]);
        }
    }

    @Test
    void aClosedKeyHasForgottenItsSeed() throws Exception {
        SecretKey key = SecretKey.parse(goldenKeys().getFirst()[1].getBytes(US_ASCII));
        key.close();
        byte[] seed = Arrays.copyOf(
                Base64.getDecoder().decode(new String(key.text(), US_ASCII).substring("SECRET+".length())), 32);
        assertThat(seed).containsOnly(0);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "l0D28J2fiIXvWPbeZP7wkaq+dB55Gl2ysigl9mQH29k",
                "l0D28J2fiIXvWPbeZP7wkaq+dB55Gl2ysigl9mQH29l=",
                "l0D28J2fiIXvWPbeZP7wkaq+dB55Gl2ysigl9mQH29k=\n",
                "l0D28J2fiIXvWPbeZP7wkaq-dB55Gl2ysigl9mQH29k=",
                "bDBEMjhKMmZpSVh2V1BiZVpQN3drYXErZEI1NUdsMnlzaWdsOW1RSDI5az0=",
            })
    void refusesAPublicKeyThatIsNotTheOneTextOf32Bytes(String text) {
        assertThatThrownBy(() -> PublicKey.parse(text)).isInstanceOf(CryptoException.class);
    }
}
