package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of a file, as they come from an origin. A thread of its own reads ahead, so that nobody has to wait for a
 * read that does not return: the socket's own time limit is no help against a server that dribbles bytes for ever.
 */
final class Body implements AutoCloseable {
    /** One that is filled, one that is used, and one between them. */
    private static final int BUFFERS = 3;

    private final InputStream stream;
    private final URI source;
    private final Optional<TrailerWatch> watch;
    private final Runnable abandon;
    private final Flow flow;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread reader;
    private Optional<Bytes> last = Optional.empty();
    private long waited;
    private long waitedInAll;
    private long received;
    private boolean ended;

    /** What the thread that reads hands over. */
    sealed interface Piece {}

    /** Bytes of the file. */
    static final class Bytes implements Piece {
        private final byte[] buffer;
        private final int length;

        private Bytes(byte[] buffer, int length) {
            this.buffer = buffer;
            this.length = length;
        }

        /** Where they are, from 0 on. */
        byte[] buffer() {
            return buffer;
        }

        /** How many they are; 1 or more. */
        int length() {
            return length;
        }
    }

    private record End() implements Piece {}

    private record Broken(Throwable cause) implements Piece {}

    /**
     * Over a stream.
     *
     * @param source where it comes from, for messages
     * @param watch over a stream whose end nobody knows; none over one that ends after as many bytes as were announced
     * @param abandon drops what it comes through, when it was not read to its end; may block
     */
    Body(InputStream stream, URI source, Optional<TrailerWatch> watch, Runnable abandon, Flow flow) {
        this.stream = stream;
        this.source = source;
        this.watch = watch;
        this.abandon = abandon;
        this.flow = flow;
        for (int i = 0; i < BUFFERS; i++) {
            free.add(new byte[flow.bufferSize()]);
        }
        // An interrupt closes the socket that a virtual thread waits for, but takes longer to set up: without it
        // a server that never comes to an end keeps a thread reading for as long as this process lives.
        this.reader = (watch.isEmpty() ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
                .name("reader")
                .start(this::readAhead);
    }

    /** Whether nothing can come behind it, however long nobody takes the next bytes. */
    boolean endsByItself() {
        return watch.isEmpty();
    }

    private void readAhead() {
        try {
            while (true) {
                byte[] buffer = free.take();
                int length = stream.read(buffer);
                if (length < 0) {
                    pieces.add(new End());
                    return;
                }
                pieces.add(new Bytes(buffer, length));
            }
        } catch (InterruptedException e) {
            return; // nobody wants more
        } catch (IOException | RuntimeException | Error e) {
            pieces.add(new Broken(e));
        }
    }

    /** The next bytes, which are good until the next call; empty at the end. */
    Optional<Bytes> next() throws FetchException {
        if (last.isPresent()) {
            flow.took(last.get().length());
            free.add(last.get().buffer());
            last = Optional.empty();
        }
        Piece piece = await();
        if (piece instanceof Bytes bytes) {
            last = Optional.of(bytes);
            return last;
        }
        if (piece instanceof Broken(Throwable cause)) {
            throw broken(cause);
        }
        ended = true;
        return Optional.empty();
    }

    /** Only the time counts in which it is waited for bytes: our own disk may be slow, and the rate limited. */
    private Piece await() throws FetchException {
        Duration patience = flow.limits().stall().minusNanos(waited);
        boolean isLast = flow.deadline().endsBefore(patience);
        if (flow.deadline().isOver()) {
            throw flow.deadline().passed(Address.of(source));
        }
        long begin = System.nanoTime();
        Optional<Piece> piece = poll(flow.deadline().within(patience));
        if (piece.isEmpty()) {
            throw isLast ? flow.deadline().passed(Address.of(source)) : stalled();
        }
        long passed = System.nanoTime() - begin;
        waited += passed;
        waitedInAll += passed;
        if (piece.get() instanceof Bytes bytes) {
            received += bytes.length();
        }
        if (received >= flow.limits().stallQuota()) {
            received = 0;
            waited = 0;
        }
        return piece.get();
    }

    private Optional<Piece> poll(Duration limit) throws FetchException {
        try {
            return watch.isPresent()
                    ? pollWatching(watch.get(), limit)
                    : Optional.ofNullable(pieces.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbortException(Address.of(source) + ": interrupted");
        }
    }

    private Optional<Piece> pollWatching(TrailerWatch trailers, Duration limit)
            throws FetchException, InterruptedException {
        trailers.renew();
        long interval = TrailerWatch.INTERVAL.toNanos();
        for (long left = limit.toNanos(); left > 0; left -= interval) {
            Piece piece = pieces.poll(Math.min(left, interval), TimeUnit.NANOSECONDS);
            if (piece != null) {
                return Optional.of(piece);
            }
            if (trailers.isOverrun(reader)) {
                throw TransientException.notSoon(Address.of(source)
                        + ": the server does not end its answer, and sends what is no part of the file;"
                        + " ask whoever runs it");
            }
        }
        return Optional.empty();
    }

    private FetchException stalled() {
        String came = received == 0 ? "nothing came" : "only " + received + " bytes came";
        return TransientException.stalled(Address.of(source) + ": " + came + " in "
                + Seconds.of(flow.limits().stall()));
    }

    private FetchException broken(Throwable cause) {
        if (cause instanceof SocketTimeoutException) {
            return stalled();
        }
        return cause instanceof IOException e
                ? NetworkProblem.at(Address.of(source), e)
                : NetworkProblem.malformed(Address.of(source), cause);
    }

    /**
     * Reads all of a manifest, but not more than {@code max} bytes.
     *
     * @throws FetchException also if one waits longer for it than for any manifest
     */
    byte[] readUpTo(int max) throws FetchException {
        byte[] all = new byte[0];
        int size = 0;
        for (Optional<Bytes> bytes = next(); bytes.isPresent() && size < max; bytes = next()) {
            if (waitedInAll > flow.limits().manifest().toNanos()) {
                throw new TransientException(Address.of(source) + ": only " + size + " bytes of it came in "
                        + Seconds.of(flow.limits().manifest()));
            }
            int taken = Math.min(bytes.get().length(), max - size);
            if (size + taken > all.length) {
                all = Arrays.copyOf(all, (int) Math.min(max, 2L * (size + taken)));
            }
            System.arraycopy(bytes.get().buffer(), 0, all, size, taken);
            size += taken;
        }
        return size == all.length ? all : Arrays.copyOf(all, size);
    }

    /**
     * Read to its end, it leaves an HTTP connection for the next request. Otherwise the connection is dropped: what
     * still comes through it would be taken for the next answer.
     */
    @Override
    public void close() {
        if (!ended) {
            reader.interrupt();
            Thread.ofPlatform().daemon().name("abandon").start(abandon); // waits for the read that does not return
            return;
        }
        try {
            stream.close();
        } catch (IOException e) {
            return; // whatever was wanted of it was read
        }
    }
}
