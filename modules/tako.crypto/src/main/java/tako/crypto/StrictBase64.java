package tako.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** RFC 4648 section 4 with exactly one text for each value: padded, no white space, unused bits zero. */
final class StrictBase64 {
    private StrictBase64() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Decodes ASCII base64 text.
     *
     * @param what what the text is, for the message ("public key")
     * @param length the number of bytes that it must hold
     * @throws CryptoException if it is not the one canonical text of that many bytes; the message does not repeat it
     */
    static byte[] decode(String what, byte[] text, int length) throws CryptoException {
        byte[] bytes = lenient(what, text);
        byte[] canonical = Base64.getEncoder().encode(bytes);
        boolean strict = Arrays.equals(canonical, text);
        Arrays.fill(canonical, (byte) 0);
        if (strict && bytes.length == length) {
            return bytes;
        }
        int found = bytes.length;
        Arrays.fill(bytes, (byte) 0);
        if (!strict) {
            throw new CryptoException("the " + what + " is not canonical base64 (padding or unused bits differ)");
        }
        throw new CryptoException("the " + what + " has " + found + " bytes, not " + length);
    }

    static byte[] decode(String what, String text, int length) throws CryptoException {
        return decode(what, text.getBytes(StandardCharsets.UTF_8), length);
    }

    private static byte[] lenient(String what, byte[] text) throws CryptoException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the " + what + " is not base64");
        }
    }
}
