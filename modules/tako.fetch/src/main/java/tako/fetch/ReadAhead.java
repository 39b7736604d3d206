package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes that one thread reads while another uses those that came before, in a ring. Bytes are gathered: over TLS they
 * come 16 KiB at a time, and handing over each of those would cost as much as to decrypt it. For one thread that reads
 * and one that takes.
 */
final class ReadAhead {
    /** Pieces in the ring: one that is filled, one that is used, and as many between them. */
    static final int PIECES = 4;

    /** How long bytes wait for more, in milliseconds: from 100 MB/s on, a piece is full before that. */
    private static final long GATHERING = 2;

    private final byte[] ring;
    private final int piece;
    private long read;
    private long taken;
    private long released;
    private Optional<Piece> last = Optional.empty();

    /** What there is to take. */
    sealed interface Piece {}

    /**
     * Bytes of the stream.
     *
     * @param buffer with an array; 1 byte or more remain in it
     */
    record Bytes(ByteBuffer buffer) implements Piece {}

    /** There are no more. */
    record End() implements Piece {}

    /** There may be more, but they cannot be read. */
    record Broken(Throwable cause) implements Piece {}

    /**
     * A ring that is empty.
     *
     * @param piece how many bytes are taken at once at most; 1 or more
     * @param expected how many bytes come, where that is known: a ring for few of them is a small one
     */
    ReadAhead(int piece, OptionalLong expected) {
        long enough = expected.isEmpty() ? Integer.MAX_VALUE : Math.min(expected.getAsLong(), Integer.MAX_VALUE) + 1;
        this.ring = new byte[(int) Math.min(enough, (long) PIECES * piece)]; // with room to see the end in
        this.piece = Math.min(piece, ring.length);
    }

    /** Reads a stream to its end, or until this thread is interrupted. */
    void read(InputStream stream) {
        try {
            for (int length = 0; length >= 0; length = stream.read(ring, (int) (read % ring.length), room())) {
                came(length);
            }
            ends(new End());
        } catch (InterruptedException e) {
            return; // nobody wants more
        } catch (IOException | RuntimeException | Error e) {
            ends(new Broken(e));
        }
    }

    /** Waits until there is room, and returns how much there is in one go. */
    private synchronized int room() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(); // also where there is room
        }
        while (read - released == ring.length) {
            wait();
        }
        return (int) Math.min(ring.length - read % ring.length, ring.length - (read - released));
    }

    private synchronized void came(int length) {
        boolean isFirst = read == taken;
        read += length;
        if (isFirst || read - taken >= piece) {
            notifyAll();
        }
    }

    private synchronized void ends(Piece how) {
        last = Optional.of(how);
        notifyAll();
    }

    /**
     * The next bytes, or how they end; those taken before are gone.
     *
     * @param limit how long to wait for a byte, in milliseconds; when there is one, 2 ms more may pass to gather others
     * @return empty if nothing came in that time
     */
    synchronized Optional<Piece> take(long limit) throws InterruptedException {
        released = taken;
        notifyAll();
        await(1, limit);
        if (read > taken) {
            await(piece, GATHERING);
            int offset = (int) (taken % ring.length);
            int length = (int) Math.min(Math.min(read - taken, piece), ring.length - offset);
            taken += length;
            return Optional.of(new Bytes(ByteBuffer.wrap(ring, offset, length)));
        }
        return last;
    }

    /** Waits until there are so many bytes, or no more to come, or the time is over. */
    private void await(int bytes, long limit) throws InterruptedException {
        long begin = System.nanoTime();
        long left = limit;
        while (read - taken < bytes && last.isEmpty() && left > 0) {
            wait(left);
            left = limit - (System.nanoTime() - begin) / 1_000_000;
        }
    }
}
