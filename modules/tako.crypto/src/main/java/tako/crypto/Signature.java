package tako.crypto;

/** An Ed25519 signature (RFC 8032): 64 bytes, written as 88 characters of base64. */
public final class Signature {
    /** The length in bytes. */
    public static final int LENGTH = 64;

    /** The length of the text form, in characters. */
    public static final int TEXT_LENGTH = 88;

    private final byte[] bytes;

    Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the text form.
     *
     * @throws CryptoException unless it is the canonical base64 of 64 bytes
     */
    public static Signature parse(String text) throws CryptoException {
        return new Signature(StrictBase64.decode("signature", text, LENGTH));
    }

    byte[] bytes() {
        return bytes;
    }

    /** The 88 characters of base64. */
    @Override
    public String toString() {
        return StrictBase64.encode(bytes);
    }
}
