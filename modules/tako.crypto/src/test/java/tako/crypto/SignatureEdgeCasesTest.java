package tako.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What implementations of Ed25519 disagree on (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, 2020), and how
 * this one decides. The keys and signatures are made here, from the equations of RFC 8032.
 */
class SignatureEdgeCasesTest {
    private static final byte[] MESSAGE = "an image".getBytes(US_ASCII);

    /** Any number below L: what an honest signer draws from seed and message. */
    private static final BigInteger NONCE = BigInteger.valueOf(0x7a6b).pow(16);

    /** The holder's secret number, and the key of large order that belongs to it. */
    private static final BigInteger SECRET = BigInteger.valueOf(0x5eed).pow(16);

    private static final Edwards KEY = Edwards.BASE.times(SECRET);

    private static PublicKey publicKey(byte[] encoded) throws CryptoException {
        return PublicKey.parse(Base64.getEncoder().encodeToString(encoded));
    }

    /** Of the bytes of R and the number S. */
    private static Signature signature(byte[] commitment, BigInteger response) throws CryptoException {
        byte[] bytes = Arrays.copyOf(commitment, Signature.LENGTH);
        System.arraycopy(Edwards.littleEndian(response), 0, bytes, commitment.length, commitment.length);
        return Signature.parse(Base64.getEncoder().encodeToString(bytes));
    }

    /** What the holder of the secret answers to R: S = nonce + hash * secret. */
    private static BigInteger response(BigInteger nonce, byte[] commitment, byte[] key) throws Exception {
        BigInteger hash = Edwards.hash(commitment, key, MESSAGE);
        return nonce.add(hash.multiply(SECRET)).mod(Edwards.L);
    }

    private static boolean verifies(byte[] key, byte[] commitment, BigInteger response) throws Exception {
        return publicKey(key).verifies(signature(commitment, response), MESSAGE, 0, MESSAGE.length);
    }

    @Test
    void acceptsWhatTheEquationsSay() throws Exception {
        byte[] key = KEY.encoded();
        byte[] commitment = Edwards.BASE.times(NONCE).encoded();
        assertThat(verifies(key, commitment, response(NONCE, commitment, key))).isTrue();
    }

    /** RFC 8032 section 7.1, tests 1 to 3. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155,"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "72, 4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da,"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "af82, c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac,"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    })
    void signsAndVerifiesAsTheStandardDoes(String text, String seed, String pub, String commitment, String response)
            throws Exception {
        byte[] message = HexFormat.of().parseHex(text);
        byte[] half = HexFormat.of().parseHex(pub);
        byte[] all = HexFormat.of().parseHex(seed + pub + pub);
        String secret = "SECRET+" + Base64.getEncoder().encodeToString(all);
        try (SecretKey key = SecretKey.parse(secret.getBytes(US_ASCII))) {
            Signature signature = key.sign(message, 0, message.length);
            assertThat(HexFormat.of().formatHex(signature.bytes())).isEqualTo(commitment + response);
            assertThat(publicKey(half).verifies(signature, message, 0, message.length))
                    .isTrue();
        }
    }

    /** Else everybody could make another signature of one that is valid. */
    @Test
    void refusesTheSameResponsePlusAnyMultipleOfTheOrder() throws Exception {
        byte[] key = KEY.encoded();
        byte[] commitment = Edwards.BASE.times(NONCE).encoded();
        BigInteger response = response(NONCE, commitment, key).add(Edwards.L);
        for (; response.bitLength() <= 256; response = response.add(Edwards.L)) {
            assertThat(verifies(key, commitment, response)).as("%x", response).isFalse();
        }
    }

    @Test
    void refusesResponsesOutOfRangeAndAllZeros() throws Exception {
        byte[] key = KEY.encoded();
        byte[] commitment = Edwards.BASE.times(NONCE).encoded();
        BigInteger max = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        for (BigInteger response : List.of(BigInteger.ZERO, Edwards.L, Edwards.L.add(BigInteger.ONE), max)) {
            assertThat(verifies(key, commitment, response)).as("%x", response).isFalse();
            assertThat(verifies(key, new byte[32], response)).as("%x", response).isFalse();
        }
    }

    /** All encodings, also those that only lenient programs read: y above p, and x = 0 with a sign. */
    static List<String> keysOfSmallOrder() {
        List<String> encodings = new ArrayList<>();
        for (Edwards point : Edwards.smallOrder()) {
            for (BigInteger y = point.y(); y.bitLength() <= 255; y = y.add(Edwards.P)) {
                encodings.add(
                        HexFormat.of().formatHex(Edwards.encoded(y, point.x().testBit(0))));
                if (point.x().signum() == 0) {
                    encodings.add(HexFormat.of().formatHex(Edwards.encoded(y, true)));
                }
            }
        }
        return encodings;
    }

    /** The hash of the message adds one of only eight points to the equation then: whoever guesses, signs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("keysOfSmallOrder")
    void refusesKeysOfSmallOrder(String hex) {
        assertThatThrownBy(() -> publicKey(HexFormat.of().parseHex(hex)))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("anybody can make signatures");
    }

    /** One key has one text, or a list of keys could be evaded. */
    @Test
    void refusesKeysThatAreWrittenAboveTheirPrime() {
        int refused = 0;
        for (int small = 2; small < 19; small++) {
            BigInteger y = BigInteger.valueOf(small);
            byte[] encoded = Edwards.encoded(y.add(Edwards.P), false);
            assertThatThrownBy(() -> publicKey(encoded)).as("y = %d", small).isInstanceOf(CryptoException.class);
            refused += Edwards.exists(y) ? 1 : 0;
        }
        assertThat(refused).as("that are points").isGreaterThan(5);
    }

    @Test
    void refusesKeysThatAreNoPoint() {
        int refused = 0;
        for (BigInteger y = BigInteger.TWO; refused < 5; y = y.add(BigInteger.ONE)) {
            if (!Edwards.exists(y)) {
                byte[] encoded = Edwards.encoded(y, true);
                assertThatThrownBy(() -> publicKey(encoded)).isInstanceOf(CryptoException.class);
                refused++;
            }
        }
    }

    /** It takes the secret to make such a signature, so it proves as much as any other. */
    @Test
    void acceptsCommitmentsOfSmallOrderWhereTheEquationHolds() throws Exception {
        byte[] key = KEY.encoded();
        for (Edwards small : Edwards.smallOrder()) {
            byte[] commitment = small.encoded();
            assertThat(verifies(key, commitment, response(BigInteger.ZERO, commitment, key)))
                    .as("%s", small)
                    .isTrue();
        }
    }

    /**
     * The equation is the one of RFC 8032 section 5.1.7, with all of it multiplied by 8, where others (OpenSSL) leave
     * the 8 away. The secret is needed for each of these as well.
     */
    @Test
    void acceptsCommitmentsThatDifferByAPointOfSmallOrder() throws Exception {
        byte[] key = KEY.encoded();
        for (Edwards small : Edwards.smallOrder()) {
            byte[] commitment = Edwards.BASE.times(NONCE).plus(small).encoded();
            BigInteger response = response(NONCE, commitment, key);
            assertThat(verifies(key, commitment, response)).as("%s", small).isTrue();
            assertThat(verifies(key, commitment, response.add(BigInteger.ONE)))
                    .as("%s", small)
                    .isFalse();
        }
    }

    /** No other program makes such keys; who has one may use it. */
    @Test
    void acceptsKeysThatDifferByAPointOfSmallOrder() throws Exception {
        byte[] commitment = Edwards.BASE.times(NONCE).encoded();
        for (Edwards small : Edwards.smallOrder()) {
            byte[] key = KEY.plus(small).encoded();
            BigInteger response = response(NONCE, commitment, key);
            assertThat(verifies(key, commitment, response)).as("%s", small).isTrue();
            assertThat(verifies(key, commitment, response.add(BigInteger.ONE)))
                    .as("%s", small)
                    .isFalse();
        }
    }

    /** One signature has one text, also where the equation holds. */
    @Test
    void refusesCommitmentsThatAreWrittenInAnyOtherWay() throws Exception {
        byte[] key = KEY.encoded();
        List<byte[]> identities = List.of(
                Edwards.encoded(BigInteger.ONE, true),
                Edwards.encoded(BigInteger.ONE.add(Edwards.P), false),
                Edwards.encoded(BigInteger.ONE.add(Edwards.P), true));
        for (byte[] commitment : identities) {
            assertThat(verifies(key, commitment, response(BigInteger.ZERO, commitment, key)))
                    .as(HexFormat.of().formatHex(commitment))
                    .isFalse();
        }
    }
}
