package tako.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 public key (RFC 8032): 32 bytes, written as 44 characters of base64. */
public final class PublicKey {
    /** The length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the text form.
     *
     * @throws CryptoException unless it is the canonical base64 of 32 bytes that encode a point of large order: a point
     *     of small order would accept signatures that nobody made
     */
    public static PublicKey parse(String text) throws CryptoException {
        byte[] bytes = StrictBase64.decode("public key", text, LENGTH);
        if (!Ed25519.validatePublicKeyPartial(bytes, 0)) {
            throw new CryptoException("the public key is damaged, or one for which anybody can make signatures;"
                    + " take it from the publisher again");
        }
        return new PublicKey(bytes);
    }

    /**
     * Whether the signature is this key's over {@code length} bytes from {@code offset} on. Never throws on bad input.
     */
    public boolean verifies(Signature signature, byte[] message, int offset, int length) {
        return Ed25519.verify(signature.bytes(), 0, bytes, 0, message, offset, length);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 44 characters of base64. */
    @Override
    public String toString() {
        return StrictBase64.encode(bytes);
    }
}
