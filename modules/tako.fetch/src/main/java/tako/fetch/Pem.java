package tako.fetch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Blocks of PEM text (RFC 7468); whatever stands between them is left out. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** One block. */
    static final class Block {
        private final String label;
        private final boolean isEncrypted;
        private final byte[] content;

        private Block(String label, boolean isEncrypted, byte[] content) {
            this.label = label;
            this.isEncrypted = isEncrypted;
            this.content = content;
        }

        /** {@code CERTIFICATE}, for example. */
        String label() {
            return label;
        }

        /** Whether it says so in a header, as old private keys do (RFC 1421). */
        boolean isEncrypted() {
            return isEncrypted;
        }

        /** What is encoded. */
        byte[] content() {
            return content;
        }
    }

    private Pem() {}

    /**
     * Reads all blocks.
     *
     * @throws IllegalArgumentException if one has no end, or holds no base64
     */
    static List<Block> parse(byte[] text) {
        List<Block> blocks = new ArrayList<>();
        String label = "";
        boolean encrypted = false;
        StringBuilder base64 = new StringBuilder();
        for (String line : new String(text, StandardCharsets.ISO_8859_1).lines().toList()) {
            String stripped = line.strip();
            if (stripped.startsWith(BEGIN) && stripped.endsWith(DASHES)) {
                label = stripped.substring(BEGIN.length(), stripped.length() - DASHES.length());
                encrypted = false;
                base64.setLength(0);
            } else if (stripped.equals(END + label + DASHES)) {
                blocks.add(new Block(label, encrypted, Base64.getDecoder().decode(base64.toString())));
                label = "";
            } else if (stripped.indexOf(':') >= 0) {
                encrypted |= stripped.contains("ENCRYPTED");
            } else if (!label.isEmpty()) {
                base64.append(stripped);
            }
        }
        if (!label.isEmpty()) {
            throw new IllegalArgumentException("the block " + label + " has no end");
        }
        return blocks;
    }
}
