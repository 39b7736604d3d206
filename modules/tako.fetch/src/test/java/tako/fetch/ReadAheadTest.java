package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReadAheadTest {
    private static final int PIECE = 1000;

    /** In milliseconds. */
    private static final long PATIENCE = 10_000;

    private final byte[] bytes = new byte[123_457];
    private Thread reader = new Thread(() -> {});

    ReadAheadTest() {
        new Random(1).nextBytes(bytes);
    }

    private ReadAhead reading(InputStream stream, OptionalLong expected) {
        ReadAhead ahead = new ReadAhead(PIECE, expected);
        reader = Thread.ofPlatform().name("reader").start(() -> ahead.read(stream));
        return ahead;
    }

    @AfterEach
    void leavesNoThread() throws Exception {
        reader.interrupt();
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }

    /** As TLS gives it: so many bytes with one read. */
    private InputStream inReadsOf(int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, most));
            }
        };
    }

    private static byte[] all(ReadAhead ahead) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (ahead.take(PATIENCE).orElseThrow() instanceof ReadAhead.Bytes(ByteBuffer buffer)) {
            assertThat(buffer.remaining()).isBetween(1, PIECE);
            all.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999, 1000, 1001, 1_000_000})
    void handsOverWhatIsRead(int most) throws Exception {
        ReadAhead ahead = reading(inReadsOf(most), OptionalLong.empty());

        assertThat(all(ahead)).isEqualTo(bytes);
        assertThat(ahead.take(0)).contains(new ReadAhead.End());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 123_456, 123_457, 123_458, Integer.MAX_VALUE, Long.MAX_VALUE - 1})
    void takesMoreOrLessThanExpected(long expected) throws Exception {
        assertThat(all(reading(inReadsOf(700), OptionalLong.of(expected)))).isEqualTo(bytes);
    }

    @Test
    void handsOverFewBytesWithoutWaitingForMore() throws Exception {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out)) {
            ReadAhead ahead = reading(in, OptionalLong.empty());
            out.write(bytes, 0, 3);
            out.flush();

            assertThat(ahead.take(PATIENCE))
                    .hasValueSatisfying(piece -> assertThat(piece).isInstanceOf(ReadAhead.Bytes.class));
        }
    }

    @Test
    void givesUpWhenNothingComes() throws Exception {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out)) {
            assertThat(reading(in, OptionalLong.empty()).take(1)).isEmpty();
        }
    }

    @Test
    void handsOverWhatCameBeforeAFault() throws Exception {
        IOException fault = new IOException("reset");
        InputStream broken = new FilterInputStream(inReadsOf(700)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int read = super.read(to, offset, length);
                if (read < 0) {
                    throw fault;
                }
                return read;
            }
        };
        ReadAhead ahead = reading(broken, OptionalLong.empty());

        assertThat(all(ahead)).isEqualTo(bytes);
        assertThat(ahead.take(0)).contains(new ReadAhead.Broken(fault));
    }

    @Test
    void readsNoFurtherThanTheRing() throws Exception {
        InputStream stream = inReadsOf(PIECE);
        ReadAhead ahead = reading(stream, OptionalLong.empty());
        Optional<ReadAhead.Piece> first = ahead.take(PATIENCE);

        assertThat(first)
                .hasValueSatisfying(
                        piece -> assertThat(piece).isEqualTo(new ReadAhead.Bytes(ByteBuffer.wrap(bytes, 0, PIECE))));
        long end = System.nanoTime() + Duration.ofMillis(PATIENCE).toNanos();
        while (reader.getState() != Thread.State.WAITING && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(reader.getState()).isEqualTo(Thread.State.WAITING);
        assertThat(bytes.length - stream.available()).isEqualTo(ReadAhead.PIECES * PIECE);
    }
}
