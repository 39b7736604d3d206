package tako.crypto;

import java.util.HexFormat;

/** A SHA-256 digest (FIPS 180-4): 32 bytes, written as 64 lower-case hex digits. */
public final class Digest {
    /** The length of the text form, in characters. */
    public static final int TEXT_LENGTH = 64;

    private final String hex;

    private Digest(String hex) {
        this.hex = hex;
    }

    /**
     * Reads the text form.
     *
     * @throws CryptoException unless the text is exactly 64 lower-case hex digits
     */
    public static Digest parse(String text) throws CryptoException {
        if (text.length() != TEXT_LENGTH) {
            throw new CryptoException("a digest has " + TEXT_LENGTH + " hex digits, not " + text.length());
        }
        for (int i = 0; i < TEXT_LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new CryptoException("a digest has only the lower-case hex digits 0-9 and a-f");
            }
        }
        return new Digest(text);
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        Sha256 sha256 = new Sha256();
        sha256.update(bytes, 0, bytes.length);
        return sha256.digest();
    }

    static Digest fromBytes(byte[] sha256) {
        return new Digest(HexFormat.of().formatHex(sha256));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    /** The 64 lower-case hex digits. */
    @Override
    public String toString() {
        return hex;
    }
}
