package tako.crypto;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A SHA-256 digest (FIPS 180-4): 32 bytes, written as 64 lower-case hex digits. */
public final class Digest {
    /** The length of the text form, in characters. */
    public static final int TEXT_LENGTH = 64;

    private static final int WORD_DIGITS = Long.BYTES * 2;

    // Four words and no array: a manifest may hold 200,000 of these.
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private Digest(long first, long second, long third, long fourth) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
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
        return new Digest(word(text, 0), word(text, 1), word(text, 2), word(text, 3));
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        Sha256 sha256 = new Sha256();
        sha256.update(ByteBuffer.wrap(bytes));
        return sha256.digest();
    }

    private static long word(String text, int index) {
        return HexFormat.fromHexDigitsToLong(text, index * WORD_DIGITS, (index + 1) * WORD_DIGITS);
    }

    static Digest fromBytes(byte[] sha256) {
        ByteBuffer words = ByteBuffer.wrap(sha256);
        return new Digest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest
                && first == digest.first
                && second == digest.second
                && third == digest.third
                && fourth == digest.fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first); // any part of a digest is as good as random
    }

    /** The 64 lower-case hex digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
