package tako.crypto;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static tako.crypto.Der.concatenated;
import static tako.crypto.Der.der;
import static tako.crypto.Ecdsa.CURVE;
import static tako.crypto.Ecdsa.GENERATOR;
import static tako.crypto.Ecdsa.HASH;
import static tako.crypto.Ecdsa.KEY;
import static tako.crypto.Ecdsa.MESSAGE;
import static tako.crypto.Ecdsa.N;
import static tako.crypto.Ecdsa.OURS;
import static tako.crypto.Ecdsa.PAIR;
import static tako.crypto.Ecdsa.SECRET;
import static tako.crypto.Ecdsa.SHA_256;
import static tako.crypto.Ecdsa.SHA_384;
import static tako.crypto.Ecdsa.accepts;
import static tako.crypto.Ecdsa.isAccepted;
import static tako.crypto.Ecdsa.isAcceptedByTheJdk;
import static tako.crypto.Ecdsa.padded;
import static tako.crypto.Ecdsa.pair;
import static tako.crypto.Ecdsa.prepared;
import static tako.crypto.Ecdsa.signed;
import static tako.crypto.Ecdsa.verifier;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ECDSA by us and by the JDK: the verdicts are the same. */
class EcdsaProviderTest {
    @ParameterizedTest
    @ValueSource(strings = {SHA_256, SHA_384})
    void verifiesWhatTheJdkSigns(String algorithm) throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            KeyPair pair = pair("secp256r1");
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            byte[] signature = signed(algorithm, pair, message);
            assertThat(verifier(algorithm, pair.getPublic(), message).verify(signature))
                    .isTrue();
            byte[] other = Arrays.copyOf(message, message.length + 1);
            assertThat(verifier(algorithm, pair.getPublic(), other).verify(signature))
                    .isFalse();
            assertThat(verifier(algorithm, KEY, message).verify(signature)).isFalse();
        }
    }

    @Test
    void verifiesOneAfterTheOther() throws Exception {
        byte[] signature = signed(SHA_256, PAIR, MESSAGE);
        Signature verifier = verifier(SHA_256, KEY, MESSAGE);
        assertThat(verifier.verify(signature)).isTrue();
        verifier.update(MESSAGE[0]);
        verifier.update(MESSAGE, 1, MESSAGE.length - 1);
        assertThat(verifier.verify(signature)).isTrue();
        verifier.update(MESSAGE);
        assertThat(accepts(verifier, new byte[0])).isFalse();
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signature))
                .as("nothing is left of what was malformed")
                .isTrue();
        verifier.update(MESSAGE);
        verifier.initVerify(KEY);
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signature)).as("a new key begins anew").isTrue();
    }

    /** RFC 6979 appendix A.2.5, "sample". */
    @ParameterizedTest
    @CsvSource({
        SHA_256 + ",efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716,"
                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        SHA_384 + ",0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719,"
                + "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954",
    })
    void verifiesTheExampleOfTheStandard(String algorithm, String r, String s) throws Exception {
        PublicKey key = new Ecdsa.Claimed(new ECPoint(
                new BigInteger("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6", 16),
                new BigInteger("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299", 16)));
        Signature verifier = verifier(algorithm, key, "sample".getBytes(US_ASCII));
        assertThat(verifier.verify(der(new BigInteger(r, 16), new BigInteger(s, 16))))
                .isTrue();
    }

    @Test
    void takesTheOtherOfTheTwoResponses() throws Exception {
        EcdsaSignature signature = padded();
        byte[] other = der(signature.r(), N.subtract(signature.s()));
        assertThat(isAccepted(other)).isTrue();
        assertThat(isAcceptedByTheJdk(other)).isTrue();
    }

    /** The commitment's x is reduced by the order, which is less than the field has elements. */
    @Test
    void verifiesACommitmentBeyondTheOrder() throws Exception {
        BigInteger x = N.add(ONE);
        while (at(x).isEmpty()) {
            x = x.add(ONE);
        }
        assertThat(x).isLessThan(CURVE.getQ());
        BigInteger r = x.subtract(N);
        BigInteger s = BigInteger.valueOf(4711);
        PublicKey key = keyThatMade(at(x).orElseThrow(), r, s);
        assertThat(verifier(SHA_256, key, MESSAGE).verify(der(r, s))).isTrue();
        assertThat(accepts(verifier(SHA_256, key, MESSAGE), der(x, s))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"})
    void verifiesTheSmallestAndTheLargestResponse(String s) throws Exception {
        BigInteger r = GENERATOR.twice().normalize().getAffineXCoord().toBigInteger();
        BigInteger response = new BigInteger(s, 16);
        PublicKey key = keyThatMade(GENERATOR.twice(), r, response);
        assertThat(verifier(SHA_256, key, MESSAGE).verify(der(r, response))).isTrue();
    }

    /** A point with this x; none where there is none on the curve. */
    private static Optional<org.bouncycastle.math.ec.ECPoint> at(BigInteger x) {
        try {
            byte[] number = x.toByteArray();
            byte[] encoded = new byte[33];
            System.arraycopy(number, number.length - 32, encoded, 1, 32);
            encoded[0] = 0x02; // SEC 1 section 2.3.3
            return Optional.of(CURVE.decodePoint(encoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The key under which these are a signature of the message: that of (s * R - hash * G) / r. */
    private static PublicKey keyThatMade(org.bouncycastle.math.ec.ECPoint commitment, BigInteger r, BigInteger s) {
        org.bouncycastle.math.ec.ECPoint point = commitment
                .multiply(s)
                .subtract(GENERATOR.multiply(HASH.mod(N)))
                .multiply(r.modInverse(N))
                .normalize();
        return new Ecdsa.Claimed(new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()));
    }

    static Stream<BigInteger> outOfRange() {
        return Stream.of(
                ZERO,
                ONE.negate(),
                N,
                N.add(ONE),
                N.negate(),
                N.shiftLeft(1),
                CURVE.getQ(),
                TWO.pow(256),
                TWO.pow(300));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesNumbersOutOfRange(BigInteger number) throws Exception {
        EcdsaSignature good = padded();
        for (byte[] bad : List.of(
                der(number, good.s()),
                der(good.r(), number),
                der(number, number),
                der(number, ONE),
                der(ONE, number))) {
            assertThat(isAccepted(bad)).isFalse();
            assertThat(isAcceptedByTheJdk(bad)).isFalse();
        }
    }

    @Test
    void refusesNumbersThatAreOnlyTheSameModuloTheOrder() throws Exception {
        EcdsaSignature good = padded();
        for (byte[] bad : List.of(
                der(good.r().add(N), good.s()),
                der(good.r(), good.s().add(N)),
                der(good.r().subtract(N), good.s()),
                der(good.r(), good.s().subtract(N)),
                der(good.r().negate(), good.s()),
                der(good.r(), good.s().negate()))) {
            assertThat(isAccepted(bad)).isFalse();
        }
    }

    /** hash * G + r * Q is the point at infinity, which has no x; or the sum of a point and itself. */
    @Test
    void refusesASumWithoutAnX() throws Exception {
        BigInteger same = HASH.multiply(SECRET.modInverse(N)).mod(N);
        for (BigInteger r : List.of(same, N.subtract(same))) {
            for (BigInteger s : List.of(ONE, TWO, r, N.subtract(ONE), HASH.mod(N))) {
                assertThat(isAccepted(der(r, s))).isFalse();
                assertThat(isAcceptedByTheJdk(der(r, s))).isFalse();
            }
        }
    }

    /** With a fixed seed; the JDK's verdict is ours for each. */
    @Test
    void judgesDamagedSignaturesAsTheJdkDoes() throws Exception {
        Random random = new Random(2);
        List<byte[]> damaged = new ArrayList<>();
        byte[] good = signed(SHA_256, PAIR, MESSAGE);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            damaged.add(flipped);
        }
        for (int i = 0; i < 2000; i++) {
            damaged.add(mutated(good, random));
        }
        for (byte[] signature : damaged) {
            boolean isGood = Arrays.equals(signature, good);
            assertThat(isAccepted(signature))
                    .as(HexFormat.of().formatHex(signature))
                    .isEqualTo(isGood);
            assertThat(isAcceptedByTheJdk(signature))
                    .as(HexFormat.of().formatHex(signature))
                    .isEqualTo(isGood);
        }
    }

    /** A few bytes replaced, taken out or put in. */
    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(Math.min(bytes.length, random.nextBoolean() ? 6 : bytes.length));
            int taken = random.nextInt(2);
            byte[] put = new byte[random.nextInt(2)];
            random.nextBytes(put);
            bytes = concatenated(Arrays.copyOf(bytes, at), put, Arrays.copyOfRange(bytes, at + taken, bytes.length));
        }
        return bytes;
    }

    @Test
    void leavesTheRestToTheJdk() throws Exception {
        Security.insertProviderAt(OURS, 1);
        try {
            Signature here = prepared(Signature.getInstance(SHA_256), KEY, MESSAGE);
            assertThat(here.verify(signed(SHA_256, PAIR, MESSAGE))).isTrue();
            assertThat(here.getProvider()).isSameAs(OURS);

            for (String curve : List.of("secp384r1", "secp521r1")) {
                KeyPair pair = pair(curve);
                Signature elsewhere = prepared(Signature.getInstance(SHA_384), pair.getPublic(), MESSAGE);
                assertThat(elsewhere.verify(signed(SHA_384, pair, MESSAGE))).isTrue();
                assertThat(elsewhere.getProvider().getName()).isEqualTo("SunEC");
            }

            Signature signer = Signature.getInstance(SHA_256);
            signer.initSign(PAIR.getPrivate());
            signer.update(MESSAGE);
            assertThat(isAccepted(signer.sign())).isTrue();
            assertThat(signer.getProvider().getName()).isEqualTo("SunEC");
        } finally {
            Security.removeProvider(OURS.getName());
        }
    }
}
