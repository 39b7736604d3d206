package tako.crypto;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ECDSA by us and by the JDK: the verdicts are the same, but for forms of DER that the JDK lets pass. */
class EcdsaProviderTest {
    private static final Provider OURS = new EcdsaProvider();
    private static final String SHA_256 = "SHA256withECDSA";
    private static final String SHA_384 = "SHA384withECDSA";
    private static final byte[] MESSAGE = "a certificate".getBytes(US_ASCII);

    private static final KeyPair PAIR = pair("secp256r1");
    private static final ECPublicKey KEY = (ECPublicKey) PAIR.getPublic();
    private static final ECParameterSpec P256 = KEY.getParams();
    private static final BigInteger N = P256.getOrder();
    private static final BigInteger SECRET = ((ECPrivateKey) PAIR.getPrivate()).getS();

    /** What {@code MESSAGE} is to the equation. */
    private static final BigInteger HASH = hash();

    private static final SecP256R1Curve CURVE = new SecP256R1Curve();
    private static final org.bouncycastle.math.ec.ECPoint GENERATOR = CURVE.createPoint(
            P256.getGenerator().getAffineX(), P256.getGenerator().getAffineY());

    private static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static BigInteger hash() {
        try {
            return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(MESSAGE));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] signed(String algorithm, KeyPair pair, byte[] message) throws Exception {
        Signature signature = Signature.getInstance(algorithm, "SunEC");
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
    }

    private static Signature verifier(String algorithm, PublicKey key, byte[] message) throws Exception {
        return prepared(Signature.getInstance(algorithm, OURS), key, message);
    }

    private static Signature prepared(Signature verifier, PublicKey key, byte[] message) throws Exception {
        verifier.initVerify(key);
        verifier.update(message);
        return verifier;
    }

    private static boolean accepts(Signature verifier, byte[] signature) {
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static boolean isAccepted(byte[] signature) throws Exception {
        return accepts(verifier(SHA_256, KEY, MESSAGE), signature);
    }

    private static boolean isAcceptedByTheJdk(byte[] signature) throws Exception {
        return accepts(prepared(Signature.getInstance(SHA_256, "SunEC"), KEY, MESSAGE), signature);
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        return sequence(integer(r.toByteArray()), integer(s.toByteArray()));
    }

    private static byte[] sequence(byte[]... content) {
        return tagged(0x30, content);
    }

    private static byte[] integer(byte[] content) {
        return tagged(0x02, content);
    }

    private static byte[] tagged(int tag, byte[]... contents) {
        byte[] content = concatenated(contents);
        return concatenated(new byte[] {(byte) tag, (byte) content.length}, content);
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** One whose numbers both begin with a bit that is set, so that there is padding to leave out. */
    private static EcdsaSignature padded() throws Exception {
        while (true) {
            EcdsaSignature signature = EcdsaSignature.parse(signed(SHA_256, PAIR, MESSAGE));
            if (signature.r().bitLength() == 256 && signature.s().bitLength() == 256) {
                return signature;
            }
        }
    }

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
        PublicKey key = new Point(new ECPoint(
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
        return new Point(new ECPoint(
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

    static Stream<ECPoint> notOnTheCurve() {
        BigInteger x = KEY.getW().getAffineX();
        BigInteger y = KEY.getW().getAffineY();
        BigInteger p = CURVE.getQ();
        return Stream.of(
                ECPoint.POINT_INFINITY,
                new ECPoint(ZERO, ZERO),
                new ECPoint(x, y.add(ONE)),
                new ECPoint(y, x),
                new ECPoint(x.add(p), y),
                new ECPoint(x, y.add(p)),
                new ECPoint(x, y.negate()),
                new ECPoint(x.negate(), y),
                new ECPoint(x, y.subtract(p)));
    }

    @ParameterizedTest
    @MethodSource("notOnTheCurve")
    void refusesKeysThatAreNotOnTheCurve(ECPoint point) {
        assertThatThrownBy(() -> verifier(SHA_256, new Point(point), MESSAGE)).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void refusesAKeyWhoseCurveIsOnlyCalledTheSame() {
        ECPoint own = KEY.getW();
        for (ECParameterSpec other : List.of(
                new ECParameterSpec(P256.getCurve(), own, N, 1),
                new ECParameterSpec(P256.getCurve(), P256.getGenerator(), N.subtract(ONE), 1),
                new ECParameterSpec(P256.getCurve(), P256.getGenerator(), N, 2),
                ((ECPublicKey) pair("secp384r1").getPublic()).getParams())) {
            assertThatThrownBy(() -> verifier(SHA_256, new Point(own, other), MESSAGE))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("not a key on P-256");
        }
    }

    @Test
    void refusesKeysOfAnotherKind() throws Exception {
        PublicKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
        assertThatThrownBy(() -> verifier(SHA_256, rsa, MESSAGE)).isInstanceOf(InvalidKeyException.class);
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

    /** A key that is only claimed to be one. */
    private record Point(ECPoint getW, ECParameterSpec getParams) implements ECPublicKey {
        Point(ECPoint point) {
            this(point, P256);
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }
}
