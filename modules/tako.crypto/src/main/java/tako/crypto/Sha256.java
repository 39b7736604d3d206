package tako.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A running SHA-256, over the JDK's MessageDigest: it uses the processor's SHA instructions, which BouncyCastle's does
 * not. For one thread.
 */
public final class Sha256 {
    private final MessageDigest digest;

    /** A SHA-256 of nothing so far. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Adds {@code length} bytes from {@code offset} on. */
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** The digest of all bytes added; begins anew after that. */
    public Digest digest() {
        return Digest.fromBytes(digest.digest());
    }
}
