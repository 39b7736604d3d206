package tako.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest (FIPS 180-4): 32 bytes, written as 64 lower-case hex digits. */
public final class Digest {
    /** The length of the text form, in characters. */
    public static final int TEXT_LENGTH = 64;

    private static final int WORD_DIGITS = Long.BYTES * 2;
    private static final int BITS_PER_DIGIT = 4;

    /** What each byte stands for, or -1: digits are random, and a branch on each takes six times as long (measured). */
    private static final byte[] VALUES = values();

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
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII); // what is not ASCII becomes a question mark
        return parse(bytes, 0, bytes.length);
    }

    /**
     * Reads the text form in ASCII: the bytes from {@code from} on, up to {@code to}.
     *
     * @throws CryptoException unless they are exactly 64 lower-case hex digits
     */
    public static Digest parse(byte[] text, int from, int to) throws CryptoException {
        if (to - from != TEXT_LENGTH) {
            throw new CryptoException("a digest has " + TEXT_LENGTH + " hex digits, not " + (to - from));
        }
        return new Digest(
                word(text, from),
                word(text, from + WORD_DIGITS),
                word(text, from + 2 * WORD_DIGITS),
                word(text, from + 3 * WORD_DIGITS));
    }

    private static long word(byte[] text, int from) throws CryptoException {
        long word = 0;
        int all = 0;
        for (int i = from; i < from + WORD_DIGITS; i++) {
            int value = VALUES[Byte.toUnsignedInt(text[i])];
            all |= value;
            word = (word << BITS_PER_DIGIT) | value;
        }
        if (all < 0) {
            throw new CryptoException("a digest has only the lower-case hex digits 0-9 and a-f");
        }
        return word;
    }

    private static byte[] values() {
        byte[] values = new byte[1 << Byte.SIZE];
        Arrays.fill(values, (byte) -1);
        for (byte value = 0; value < 1 << BITS_PER_DIGIT; value++) {
            values[value < 10 ? '0' + value : 'a' + value - 10] = value;
        }
        return values;
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        Sha256 sha256 = new Sha256();
        sha256.update(ByteBuffer.wrap(bytes));
        return sha256.digest();
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
