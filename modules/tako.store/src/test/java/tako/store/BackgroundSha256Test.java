package tako.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tako.crypto.Digest;

class BackgroundSha256Test {
    private final byte[] bytes = new byte[3_000_001];
    private final BackgroundSha256 hashing = new BackgroundSha256();

    BackgroundSha256Test() {
        new Random(1).nextBytes(bytes);
    }

    @AfterEach
    void leavesNoThread() throws Exception {
        hashing.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            assertThat(!thread.getName().equals("sha256") || thread.join(Duration.ofSeconds(10)))
                    .isTrue();
        }
    }

    /** As a socket or a pipe gives it: never all that was asked for. */
    private InputStream inPieces(int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, most));
            }
        };
    }

    @Test
    void hashesAStreamAndHandsOnTheSameBytes() throws Exception {
        ByteArrayOutputStream handedOn = new ByteArrayOutputStream();

        hashing.addAll(
                inPieces(70_001),
                piece -> handedOn.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining()));

        assertThat(handedOn.toByteArray()).isEqualTo(bytes);
        assertThat(hashing.digest()).isEqualTo(Digest.of(bytes));
    }

    @Test
    void leavesTheBufferToOthersOnceItHasWaited() {
        byte[] buffer = bytes.clone();
        hashing.add(ByteBuffer.wrap(buffer, 0, 2_000_000));
        hashing.add(ByteBuffer.wrap(buffer, 2_000_000, bytes.length - 2_000_000));
        hashing.await();
        buffer[0]++;
        buffer[bytes.length - 1]++;

        assertThat(hashing.digest()).isEqualTo(Digest.of(bytes));
    }

    @Test
    void beginsAnew() {
        hashing.add(ByteBuffer.wrap(bytes));
        hashing.restart();
        hashing.add(ByteBuffer.wrap(bytes, 0, 0));

        assertThat(hashing.digest()).isEqualTo(Digest.of(new byte[0]));
    }

    @Test
    void endsWhenTheBytesCannotBeHandedOn() {
        assertThatThrownBy(() -> hashing.addAll(inPieces(70_000), _ -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
    }
}
