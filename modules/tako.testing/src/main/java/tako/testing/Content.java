package tako.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** Bytes that an answer carries, readable at any offset and never all in memory unless they were given so. */
public abstract sealed class Content implements Closeable {
    /** The length of content without an end. */
    static final long ENDLESS = Long.MAX_VALUE;

    private static final int BUFFER = 64 * 1024;

    private Content() {}

    /** These bytes. */
    public static Content of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** This text, in UTF-8. */
    public static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** This text again and again without an end. */
    public static Content repeating(String text) {
        return new Repeated(text.getBytes(StandardCharsets.UTF_8));
    }

    /** This content and then another. */
    public Content and(Content tail) {
        return new Joined(this, tail);
    }

    /** An open file: a new file under its name does not change what is read, as with nginx. */
    static Content of(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return new OpenFile(channel, channel.size());
        } catch (IOException unreadable) {
            channel.close();
            throw unreadable;
        }
    }

    /** Bytes. */
    abstract long length();

    /** Fills the buffer or a part of it, at least one byte; position must lie before the end. */
    abstract int read(long position, byte[] buffer) throws IOException;

    @Override
    public void close() throws IOException {}

    Content slice(long from, long length) {
        Objects.checkFromIndexSize(from, length, length());
        return new Slice(this, from, length);
    }

    Content flipped(long offset) {
        return new Flipped(this, Objects.checkIndex(offset, length()));
    }

    Content gzipped() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream packer = new GZIPOutputStream(packed)) {
            writeTo(packer);
        }
        return new Bytes(packed.toByteArray());
    }

    final void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long position = 0;
        while (position < length()) {
            // A client that takes all there is never blocks the sender, so closing the origin has to be noticed here.
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("The origin was closed while an answer was sent");
            }
            int count = read(position, buffer);
            out.write(buffer, 0, count);
            position += count;
        }
    }

    private static final class Bytes extends Content {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        long length() {
            return bytes.length;
        }

        @Override
        int read(long position, byte[] buffer) {
            int count = (int) Math.min(buffer.length, bytes.length - position);
            System.arraycopy(bytes, (int) position, buffer, 0, count);
            return count;
        }
    }

    private static final class Repeated extends Content {
        private final byte[] pattern;

        private Repeated(byte[] pattern) {
            this.pattern = pattern;
        }

        @Override
        long length() {
            return ENDLESS;
        }

        @Override
        int read(long position, byte[] buffer) {
            for (int i = 0; i < buffer.length; i++) {
                buffer[i] = pattern[(int) ((position + i) % pattern.length)];
            }
            return buffer.length;
        }
    }

    private static final class OpenFile extends Content {
        private final FileChannel channel;
        private final long length;

        private OpenFile(FileChannel channel, long length) {
            this.channel = channel;
            this.length = length;
        }

        @Override
        long length() {
            return length;
        }

        @Override
        int read(long position, byte[] buffer) throws IOException {
            int room = (int) Math.min(buffer.length, length - position);
            int count = channel.read(ByteBuffer.wrap(buffer, 0, room), position);
            if (count < 0) {
                throw new EOFException("A file became shorter while it was served");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Joined extends Content {
        private final Content head;
        private final Content tail;

        private Joined(Content head, Content tail) {
            this.head = head;
            this.tail = tail;
        }

        @Override
        long length() {
            return tail.length() == ENDLESS ? ENDLESS : Math.addExact(head.length(), tail.length());
        }

        @Override
        int read(long position, byte[] buffer) throws IOException {
            long beyond = position - head.length();
            return beyond < 0 ? head.read(position, buffer) : tail.read(beyond, buffer);
        }

        @Override
        public void close() throws IOException {
            head.close();
            tail.close();
        }
    }

    private static final class Slice extends Content {
        private final Content whole;
        private final long from;
        private final long length;

        private Slice(Content whole, long from, long length) {
            this.whole = whole;
            this.from = from;
            this.length = length;
        }

        @Override
        long length() {
            return length;
        }

        @Override
        int read(long position, byte[] buffer) throws IOException {
            return (int) Math.min(whole.read(from + position, buffer), length - position);
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }

    private static final class Flipped extends Content {
        private final Content honest;
        private final long offset;

        private Flipped(Content honest, long offset) {
            this.honest = honest;
            this.offset = offset;
        }

        @Override
        long length() {
            return honest.length();
        }

        @Override
        int read(long position, byte[] buffer) throws IOException {
            int count = honest.read(position, buffer);
            long index = offset - position;
            if (index >= 0 && index < count) {
                buffer[(int) index] ^= 1;
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            honest.close();
        }
    }
}
