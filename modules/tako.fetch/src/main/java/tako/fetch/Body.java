package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes of a file, as they come from an origin. A thread of its own reads ahead, so that nobody has to wait for a
 * read that does not return: the socket's own time limit is no help against a server that dribbles bytes for ever.
 */
final class Body implements AutoCloseable {
    private final InputStream stream;
    private final URI source;
    private final OptionalLong length;
    private final Optional<TrailerWatch> watch;
    private final Runnable abandon;
    private final Flow flow;
    private final ReadAhead ahead;
    private final Thread reader;
    private int used;
    private long waited;
    private long waitedInAll;
    private long received;
    private boolean ended;

    /**
     * Over a stream that ends by itself.
     *
     * @param source where it comes from, for messages
     * @param length after how many bytes it ends
     * @param abandon drops what it comes through, when it was not read to its end; may block
     */
    Body(InputStream stream, URI source, OptionalLong length, Runnable abandon, Flow flow) {
        this(stream, source, length, Optional.empty(), Thread.ofPlatform().daemon(), abandon, flow);
    }

    /**
     * Over a stream whose end nobody knows.
     *
     * @param source where it comes from, for messages
     * @param watch looks after the stream while nothing comes
     * @param abandon drops what it comes through, when it was not read to its end; may block
     */
    Body(InputStream stream, URI source, TrailerWatch watch, Runnable abandon, Flow flow) {
        // An interrupt closes the socket that a virtual thread waits for, but takes longer to set up: without it
        // a server that never comes to an end keeps a thread reading for as long as this process lives.
        this(stream, source, OptionalLong.empty(), Optional.of(watch), Thread.ofVirtual(), abandon, flow);
    }

    private Body(
            InputStream stream,
            URI source,
            OptionalLong length,
            Optional<TrailerWatch> watch,
            Thread.Builder threads,
            Runnable abandon,
            Flow flow) {
        this.stream = stream;
        this.source = source;
        this.length = length;
        this.watch = watch;
        this.abandon = abandon;
        this.flow = flow;
        this.ahead = new ReadAhead(flow.bufferSize(), length);
        this.reader = threads.name("reader").start(() -> ahead.read(stream));
    }

    /** Whether nothing can come behind it, however long nobody takes the next bytes. */
    boolean endsByItself() {
        return watch.isEmpty();
    }

    /** The next bytes, which are good until the next call; empty at the end. */
    Optional<ByteBuffer> next() throws FetchException {
        if (used > 0) {
            flow.took(used);
            used = 0;
        }
        ReadAhead.Piece piece = await();
        if (piece instanceof ReadAhead.Bytes(ByteBuffer buffer)) {
            used = buffer.remaining();
            return Optional.of(buffer);
        }
        if (piece instanceof ReadAhead.Broken(Throwable cause)) {
            throw broken(cause);
        }
        ended = true;
        return Optional.empty();
    }

    /**
     * Only the time counts in which it is waited for bytes, or for more of them ({@link ReadAhead#take}): our own disk
     * may be slow, and the rate limited.
     */
    private ReadAhead.Piece await() throws FetchException {
        Duration patience = flow.limits().stall().minusNanos(waited);
        boolean isLast = flow.deadline().endsBefore(patience);
        if (flow.deadline().isOver()) {
            throw flow.deadline().passed(Address.of(source));
        }
        long begin = System.nanoTime();
        Optional<ReadAhead.Piece> piece = take(flow.deadline().within(patience));
        if (piece.isEmpty()) {
            throw isLast ? flow.deadline().passed(Address.of(source)) : stalled();
        }
        long passed = System.nanoTime() - begin;
        waited += passed;
        waitedInAll += passed;
        if (piece.get() instanceof ReadAhead.Bytes(ByteBuffer buffer)) {
            received += buffer.remaining();
        }
        if (received >= flow.limits().stallQuota()) {
            received = 0;
            waited = 0;
        }
        return piece.get();
    }

    private Optional<ReadAhead.Piece> take(Duration limit) throws FetchException {
        try {
            long left = limit.plusNanos(999_999).toMillis(); // rounded up: less than 1 ms is not no time at all
            return watch.isPresent() ? takeWatching(watch.get(), left) : ahead.take(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbortException(Address.of(source) + ": interrupted");
        }
    }

    private Optional<ReadAhead.Piece> takeWatching(TrailerWatch trailers, long limit)
            throws FetchException, InterruptedException {
        trailers.renew();
        long interval = TrailerWatch.INTERVAL.toMillis();
        for (long left = limit; left > 0; left -= interval) {
            Optional<ReadAhead.Piece> piece = ahead.take(Math.min(left, interval));
            if (piece.isPresent()) {
                return piece;
            }
            if (trailers.isOverrun(reader)) {
                throw TransientException.notInThisRun(Address.of(source)
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
     * @throws FetchException also if more than {@link Limits#manifest} was spent waiting for bytes of it
     */
    byte[] readUpTo(int max) throws FetchException {
        byte[] all = new byte[(int) Math.min(max, length.orElse(0))];
        int size = 0;
        for (Optional<ByteBuffer> bytes = next(); bytes.isPresent() && size < max; bytes = next()) {
            if (waitedInAll > flow.limits().manifest().toNanos()) {
                throw new TransientException(Address.of(source) + ": only " + size + " bytes of it came in "
                        + Seconds.of(flow.limits().manifest()));
            }
            int taken = Math.min(bytes.get().remaining(), max - size);
            if (size + taken > all.length) {
                all = Arrays.copyOf(all, (int) Math.min(max, 2L * (size + taken)));
            }
            bytes.get().get(all, size, taken);
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
