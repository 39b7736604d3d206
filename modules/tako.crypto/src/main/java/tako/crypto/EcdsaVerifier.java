package tako.crypto;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.jspecify.annotations.Nullable;

/** ECDSA (FIPS 186-5 section 6.4.2) on P-256, by BouncyCastle. An {@link InvalidKeyException} leads to another provider. */
final class EcdsaVerifier extends SignatureSpi {
    private final MessageDigest digest;
    private Optional<ECDSASigner> verifier = Optional.empty();

    /**
     * For one digest.
     *
     * @param algorithm {@code SHA-256}, for example
     */
    EcdsaVerifier(String algorithm) throws NoSuchAlgorithmException {
        this.digest = MessageDigest.getInstance(algorithm);
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        if (!(key instanceof ECPublicKey point)) {
            throw new InvalidKeyException("not a key on an elliptic curve");
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, P256.parameters(point));
        verifier = Optional.of(signer);
        digest.reset();
    }

    @Override
    protected void engineUpdate(byte next) {
        digest.update(next);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /**
     * Whether it is one.
     *
     * @throws SignatureException if it is not even the encoding of one
     */
    @Override
    protected boolean engineVerify(byte[] encoded) throws SignatureException {
        byte[] hash = digest.digest();
        EcdsaSignature signature = EcdsaSignature.parse(encoded);
        return verifier.orElseThrow(() -> new SignatureException("there is no key"))
                .verifySignature(hash, signature.r(), signature.s());
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        throw new InvalidKeyException("this only verifies");
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        throw new SignatureException("this only verifies");
    }

    /** Some certificates repeat the curve here, which another provider compares with the key's. */
    @Override
    protected void engineSetParameter(@Nullable AlgorithmParameterSpec parameters)
            throws InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("there are no parameters here");
        }
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new UnsupportedOperationException("there are no parameters here");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new UnsupportedOperationException("there are no parameters here");
    }
}
