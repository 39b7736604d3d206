package tako.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The text of a configuration file, if it is one that may be trusted. */
final class ConfigText {
    /**
     * In bytes. A configuration has a few hundred of them. A file that was named by mistake could be wrong in every
     * line, and each takes room in the memory and in the journal: of 1 MiB, 200 MiB and half a million lines.
     */
    static final int MAX_SIZE = 1 << 16;

    private final Path file;
    private final String shown;

    private ConfigText(Path file) {
        this.file = file;
        this.shown = Printable.of(file.toString());
    }

    /**
     * Reads a regular file of at most {@link #MAX_SIZE} bytes of UTF-8.
     *
     * @throws ConfigException if it is not that, cannot be read, or could have been changed by anybody but its owner
     *     and root: who writes here chooses the keys that Tako trusts
     */
    static String read(Path file) throws ConfigException {
        ConfigText text = new ConfigText(file);
        try {
            text.requireTrustworthy();
            return text.decoded(text.bytes());
        } catch (IOException e) {
            throw Unreadable.because(file, e);
        }
    }

    private void requireTrustworthy() throws IOException, ConfigException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw error("this is not a regular file");
        }
        if (Writers.areOthers(file)) {
            throw error("other users can write this file (those of its group count, for an ACL shows so), and so choose"
                    + " the keys that Tako trusts;"
                    + " check what is in it, and run: chmod go-w " + shown);
        }
    }

    private byte[] bytes() throws IOException, ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw error("the file is larger than " + MAX_SIZE + " bytes, so it is not a configuration of Tako");
            }
            return bytes;
        }
    }

    private String decoded(byte[] bytes) throws ConfigException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            throw new ConfigException(shown + ":" + lineAt(bytes, in.position())
                    + ": this line is not in UTF-8; save the file in that encoding");
        }
        return out.flip().toString();
    }

    private static int lineAt(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    private ConfigException error(String sentence) {
        return new ConfigException(shown + ": " + sentence);
    }
}
