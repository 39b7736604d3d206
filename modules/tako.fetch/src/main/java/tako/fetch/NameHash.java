package tako.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * How OpenSSL calls the files of an authority in a hashed directory: by a hash of its name, in which case and spaces do not
 * count and every text is UTF-8 (X509_NAME_hash(3), openssl-rehash(1)). It only helps to find a file: SHA-1 protects nothing.
 */
final class NameHash {
    private static final int SET = 0x31;
    private static final int SEQUENCE = 0x30;
    private static final int UTF8_STRING = 0x0c;
    private static final int LONG_LENGTH = 0x80;
    private static final int MAX_SHORT_LENGTH = 0x7f;
    private static final int BYTE = 0xff;

    private NameHash() {}

    /** Eight hexadecimal digits. */
    static String of(X500Principal name) {
        ByteArrayOutputStream canonical = new ByteArrayOutputStream();
        for (Element set :
                Element.in(ByteBuffer.wrap(name.getEncoded())).getFirst().children()) {
            List<byte[]> attributes = new ArrayList<>();
            for (Element attribute : set.children()) {
                List<Element> parts = attribute.children();
                attributes.add(encoded(SEQUENCE, joined(List.of(parts.get(0).encoded(), canonical(parts.get(1))))));
            }
            attributes.sort(Arrays::compareUnsigned); // X.690 section 11.6
            canonical.writeBytes(encoded(SET, joined(attributes)));
        }
        int hash = ByteBuffer.wrap(sha1(canonical.toByteArray()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        return HexFormat.of().toHexDigits(hash);
    }

    private static byte[] canonical(Element value) {
        Optional<Charset> charset = charset(value.tag());
        if (charset.isEmpty()) {
            return value.encoded();
        }
        String text = charset.get().decode(value.content()).toString();
        return encoded(UTF8_STRING, folded(text).getBytes(StandardCharsets.UTF_8));
    }

    /** Of the kinds of text in X.680 section 41 those that OpenSSL takes for such. */
    private static Optional<Charset> charset(int tag) {
        return switch (tag) {
            case UTF8_STRING -> Optional.of(StandardCharsets.UTF_8);
            case 0x13, 0x14, 0x16, 0x1a -> Optional.of(StandardCharsets.ISO_8859_1); // Printable, T61, IA5, Visible
            case 0x1c -> Optional.of(StandardCharsets.UTF_32BE); // Universal
            case 0x1e -> Optional.of(StandardCharsets.UTF_16BE); // BMP
            default -> Optional.empty();
        };
    }

    /** In lower case, as far as ASCII goes; no space at either end, and one where there are several. */
    private static String folded(String text) {
        StringBuilder folded = new StringBuilder();
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                space = !folded.isEmpty();
                continue;
            }
            if (space) {
                folded.append(' ');
                space = false;
            }
            folded.append(c >= 'A' && c <= 'Z' ? Character.toLowerCase(c) : c);
        }
        return folded.toString();
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        parts.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static byte[] encoded(int tag, byte[] content) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.write(tag);
        if (content.length <= MAX_SHORT_LENGTH) {
            encoded.write(content.length);
        } else {
            byte[] length =
                    ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array();
            int zeros = Integer.numberOfLeadingZeros(content.length) / Byte.SIZE;
            encoded.write(LONG_LENGTH | (length.length - zeros));
            encoded.write(length, zeros, length.length - zeros);
        }
        encoded.writeBytes(content);
        return encoded.toByteArray();
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** What X.690 encodes: a tag of one byte, a length, content. Names come from X500Principal, which has checked them. */
    private static final class Element {
        private final int tag;
        private final ByteBuffer content;

        private Element(int tag, ByteBuffer content) {
            this.tag = tag;
            this.content = content;
        }

        static List<Element> in(ByteBuffer encoded) {
            ByteBuffer rest = encoded.duplicate();
            List<Element> elements = new ArrayList<>();
            while (rest.hasRemaining()) {
                int tag = rest.get() & BYTE;
                int length = length(rest);
                elements.add(new Element(tag, rest.slice(rest.position(), length)));
                rest.position(rest.position() + length);
            }
            return elements;
        }

        private static int length(ByteBuffer from) {
            int first = from.get() & BYTE;
            if (first <= MAX_SHORT_LENGTH) {
                return first;
            }
            int length = 0;
            for (int i = first - LONG_LENGTH; i > 0; i--) {
                length = length << Byte.SIZE | (from.get() & BYTE);
            }
            return length;
        }

        int tag() {
            return tag;
        }

        ByteBuffer content() {
            return content.duplicate();
        }

        List<Element> children() {
            return in(content);
        }

        byte[] encoded() {
            byte[] bytes = new byte[content.remaining()];
            content().get(bytes);
            return NameHash.encoded(tag, bytes);
        }
    }
}
