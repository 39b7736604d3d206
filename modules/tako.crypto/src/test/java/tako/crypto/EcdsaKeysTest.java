package tako.crypto;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.ZERO;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tako.crypto.Ecdsa.CURVE;
import static tako.crypto.Ecdsa.KEY;
import static tako.crypto.Ecdsa.MESSAGE;
import static tako.crypto.Ecdsa.N;
import static tako.crypto.Ecdsa.P256;
import static tako.crypto.Ecdsa.SHA_256;
import static tako.crypto.Ecdsa.pair;
import static tako.crypto.Ecdsa.verifier;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys are points on P-256, and nothing else. */
class EcdsaKeysTest {
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
        assertThatThrownBy(() -> verifier(SHA_256, new Ecdsa.Claimed(point), MESSAGE))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void refusesAKeyWhoseCurveIsOnlyCalledTheSame() {
        ECPoint own = KEY.getW();
        for (ECParameterSpec other : List.of(
                new ECParameterSpec(P256.getCurve(), own, N, 1),
                new ECParameterSpec(P256.getCurve(), P256.getGenerator(), N.subtract(ONE), 1),
                new ECParameterSpec(P256.getCurve(), P256.getGenerator(), N, 2),
                ((ECPublicKey) pair("secp384r1").getPublic()).getParams())) {
            assertThatThrownBy(() -> verifier(SHA_256, new Ecdsa.Claimed(own, other), MESSAGE))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("not a key on P-256");
        }
    }

    @Test
    void refusesKeysOfAnotherKind() throws Exception {
        PublicKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
        assertThatThrownBy(() -> verifier(SHA_256, rsa, MESSAGE)).isInstanceOf(InvalidKeyException.class);
    }
}
