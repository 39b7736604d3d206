package tako.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 secret key. Its text is {@code SECRET+} and the base64 of 96 bytes: the seed (32) and twice the public key
 * (32 each). Closing it wipes the seed; {@link #toString} never shows it.
 */
public final class SecretKey implements AutoCloseable {
    private static final byte[] PREFIX = "SECRET+".getBytes(StandardCharsets.US_ASCII);
    private static final int SEED_LENGTH = Ed25519.SECRET_KEY_SIZE;
    private static final int TEXT_BYTES = SEED_LENGTH + 2 * PublicKey.LENGTH;

    private final byte[] seed;
    private final PublicKey publicKey;

    /** Owns {@code seed} from here on. */
    private SecretKey(byte[] seed) {
        byte[] publicBytes = new byte[PublicKey.LENGTH];
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        this.seed = seed;
        this.publicKey = new PublicKey(publicBytes);
    }

    /** A new key from {@code random}. */
    public static SecretKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return new SecretKey(seed);
    }

    /**
     * Reads the text form, with ASCII white space around it allowed. The caller owns {@code text} and wipes it.
     *
     * @throws CryptoException if it is anything else, or if its public halves are not what its seed gives
     */
    public static SecretKey parse(byte[] text) throws CryptoException {
        int start = 0;
        int end = text.length;
        while (start < end && isSpace(text[start])) {
            start++;
        }
        while (end > start && isSpace(text[end - 1])) {
            end--;
        }
        int body = start + PREFIX.length;
        if (body > end || !Arrays.equals(PREFIX, 0, PREFIX.length, text, start, body)) {
            throw new CryptoException("a secret key begins with SECRET+");
        }
        byte[] base64 = Arrays.copyOfRange(text, body, end);
        byte[] all = new byte[0];
        try {
            all = StrictBase64.decode("secret key", base64, TEXT_BYTES);
            return checked(all);
        } finally {
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(all, (byte) 0);
        }
    }

    private static SecretKey checked(byte[] all) throws CryptoException {
        SecretKey key = new SecretKey(Arrays.copyOf(all, SEED_LENGTH));
        byte[] expected = key.publicKey.bytes();
        byte[] first = Arrays.copyOfRange(all, SEED_LENGTH, SEED_LENGTH + PublicKey.LENGTH);
        byte[] second = Arrays.copyOfRange(all, SEED_LENGTH + PublicKey.LENGTH, TEXT_BYTES);
        if (MessageDigest.isEqual(expected, first) && MessageDigest.isEqual(expected, second)) {
            return key;
        }
        key.close();
        throw new CryptoException("the secret key is damaged: its public key is not the one that its seed gives");
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /** The public key that verifies what this key signs. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The signature (pure Ed25519: the same for the same bytes) of {@code length} bytes from {@code offset} on. */
    public Signature sign(byte[] message, int offset, int length) {
        byte[] signature = new byte[Signature.LENGTH];
        Ed25519.sign(seed, 0, publicKey.bytes(), 0, message, offset, length, signature, 0);
        return new Signature(signature);
    }

    /** The text form in ASCII, without a newline. The caller owns it and wipes it. */
    public byte[] text() {
        byte[] all = Arrays.copyOf(seed, TEXT_BYTES);
        System.arraycopy(publicKey.bytes(), 0, all, SEED_LENGTH, PublicKey.LENGTH);
        System.arraycopy(publicKey.bytes(), 0, all, SEED_LENGTH + PublicKey.LENGTH, PublicKey.LENGTH);
        byte[] base64 = Base64.getEncoder().encode(all);
        byte[] text = Arrays.copyOf(PREFIX, PREFIX.length + base64.length);
        System.arraycopy(base64, 0, text, PREFIX.length, base64.length);
        Arrays.fill(all, (byte) 0);
        Arrays.fill(base64, (byte) 0);
        return text;
    }

    /** Wipes the seed. The key signs nothing that verifies after that. */
    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }

    /** The public key only. */
    @Override
    public String toString() {
        return "secret key of " + publicKey;
    }
}
