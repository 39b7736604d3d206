package tako.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SignatureException;

/**
 * The two numbers of a signature (RFC 3279 section 2.2.3), in DER (X.690) and nothing like it: who could write one
 * signature in several ways could have it taken for several.
 */
record EcdsaSignature(BigInteger r, BigInteger s) {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    /** Two numbers of 48 bytes, which is more than P-256 has, are shorter than 128 bytes: a length is one byte. */
    static EcdsaSignature parse(byte[] der) throws SignatureException {
        ByteBuffer in = ByteBuffer.wrap(der);
        if (in.remaining() < 2 || in.get() != SEQUENCE || in.get() != in.remaining()) {
            throw malformed();
        }
        EcdsaSignature signature = new EcdsaSignature(natural(in), natural(in));
        if (in.hasRemaining()) {
            throw malformed();
        }
        return signature;
    }

    private static BigInteger natural(ByteBuffer in) throws SignatureException {
        if (in.remaining() < 2 || in.get() != INTEGER) {
            throw malformed();
        }
        int length = in.get();
        if (length <= 0 || length > in.remaining()) {
            throw malformed();
        }
        byte[] content = new byte[length];
        in.get(content);
        boolean isPadded = length > 1 && content[0] == 0 && content[1] >= 0;
        if (content[0] < 0 || isPadded) {
            throw malformed();
        }
        return new BigInteger(content);
    }

    private static SignatureException malformed() {
        return new SignatureException("the signature is not in the form of DER");
    }
}
