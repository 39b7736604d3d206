package tako.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;

/** A key on P-256, signatures by the JDK, and what we and the JDK make of them. */
final class Ecdsa {
    static final Provider OURS = new EcdsaProvider();
    static final String SHA_256 = "SHA256withECDSA";
    static final String SHA_384 = "SHA384withECDSA";
    static final byte[] MESSAGE = "a certificate".getBytes(US_ASCII);

    static final KeyPair PAIR = pair("secp256r1");
    static final ECPublicKey KEY = (ECPublicKey) PAIR.getPublic();
    static final ECParameterSpec P256 = KEY.getParams();
    static final BigInteger N = P256.getOrder();
    static final BigInteger SECRET = ((ECPrivateKey) PAIR.getPrivate()).getS();

    /** What {@code MESSAGE} is to the equation. */
    static final BigInteger HASH = hash();

    static final SecP256R1Curve CURVE = new SecP256R1Curve();
    static final org.bouncycastle.math.ec.ECPoint GENERATOR = CURVE.createPoint(
            P256.getGenerator().getAffineX(), P256.getGenerator().getAffineY());

    private Ecdsa() {}

    static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static BigInteger hash() {
        try {
            return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(MESSAGE));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] signed(String algorithm, KeyPair pair, byte[] message) throws Exception {
        Signature signature = Signature.getInstance(algorithm, "SunEC");
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
    }

    static Signature verifier(String algorithm, PublicKey key, byte[] message) throws Exception {
        return prepared(Signature.getInstance(algorithm, OURS), key, message);
    }

    static Signature prepared(Signature verifier, PublicKey key, byte[] message) throws Exception {
        verifier.initVerify(key);
        verifier.update(message);
        return verifier;
    }

    static boolean accepts(Signature verifier, byte[] signature) {
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        }
    }

    static boolean isAccepted(byte[] signature) throws Exception {
        return accepts(verifier(SHA_256, KEY, MESSAGE), signature);
    }

    static boolean isAcceptedByTheJdk(byte[] signature) throws Exception {
        return accepts(prepared(Signature.getInstance(SHA_256, "SunEC"), KEY, MESSAGE), signature);
    }

    /** One whose numbers both begin with a bit that is set, so that there is padding to leave out. */
    static EcdsaSignature padded() throws Exception {
        while (true) {
            EcdsaSignature signature = EcdsaSignature.parse(signed(SHA_256, PAIR, MESSAGE));
            if (signature.r().bitLength() == 256 && signature.s().bitLength() == 256) {
                return signature;
            }
        }
    }

    /** A key that is only claimed to be one. */
    record Claimed(ECPoint getW, ECParameterSpec getParams) implements ECPublicKey {
        Claimed(ECPoint point) {
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
