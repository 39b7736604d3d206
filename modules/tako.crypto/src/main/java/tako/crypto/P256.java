package tako.crypto;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;

/** The curve P-256 with its generator (SP 800-186 section 3.2.1.3), in the forms of BouncyCastle and of the JDK. */
final class P256 {
    private static final SecP256R1Curve CURVE = new SecP256R1Curve();

    private static final ECPoint GENERATOR = CURVE.createPoint(
            new BigInteger("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
            new BigInteger("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16));

    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE, GENERATOR, CURVE.getOrder(), CURVE.getCofactor());

    private P256() {}

    /**
     * A key as BouncyCastle has it.
     *
     * @throws InvalidKeyException if it is on another curve, or on none
     */
    static ECPublicKeyParameters parameters(ECPublicKey key) throws InvalidKeyException {
        if (!isHere(key.getParams())) {
            throw new InvalidKeyException("not a key on P-256");
        }
        java.security.spec.ECPoint point = key.getW();
        if (point.equals(java.security.spec.ECPoint.POINT_INFINITY)) {
            throw new InvalidKeyException("the point at infinity is no key");
        }
        try {
            return new ECPublicKeyParameters(CURVE.createPoint(point.getAffineX(), point.getAffineY()), DOMAIN);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("not a point on P-256", e);
        }
    }

    private static boolean isHere(ECParameterSpec parameters) {
        EllipticCurve curve = parameters.getCurve();
        return curve.getField() instanceof ECFieldFp field
                && field.getP().equals(CURVE.getQ())
                && curve.getA().equals(CURVE.getA().toBigInteger())
                && curve.getB().equals(CURVE.getB().toBigInteger())
                && parameters
                        .getGenerator()
                        .getAffineX()
                        .equals(GENERATOR.getAffineXCoord().toBigInteger())
                && parameters
                        .getGenerator()
                        .getAffineY()
                        .equals(GENERATOR.getAffineYCoord().toBigInteger())
                && parameters.getOrder().equals(CURVE.getOrder())
                && parameters.getCofactor() == 1;
    }
}
