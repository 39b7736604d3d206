package tako.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HexFormat;

/** What a signature is written in (X.690), well-formed or not: lengths of one byte, whatever the content is. */
final class Der {
    private Der() {}

    static byte[] der(BigInteger r, BigInteger s) {
        return sequence(integer(r.toByteArray()), integer(s.toByteArray()));
    }

    static byte[] sequence(byte[]... content) {
        return tagged(0x30, content);
    }

    static byte[] integer(byte[] content) {
        return tagged(0x02, content);
    }

    static byte[] tagged(int tag, byte[]... contents) {
        byte[] content = concatenated(contents);
        return concatenated(new byte[] {(byte) tag, (byte) content.length}, content);
    }

    static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
