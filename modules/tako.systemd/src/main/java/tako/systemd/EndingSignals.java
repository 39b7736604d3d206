package tako.systemd;

import com.sun.jna.Function;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The signals that ask a process to end, while another program is about to take its place: the VM would begin to end
 * then, and be gone before it has. Those that are ignored, as after nohup(1), stay so. Closing this has the VM look after
 * them again.
 */
final class EndingSignals implements AutoCloseable {
    private static final int[] NUMBERS = {1, 2, 15}; // signal(7): SIGHUP, SIGINT, SIGTERM

    /** More than a {@code struct sigaction} has anywhere; the handler comes first, and zeros are the default one. */
    private static final int STRUCT_BYTES = 256;

    private static final long SIG_IGN = 1;

    private final Function sigaction;
    private final Map<Integer, byte[]> before = new LinkedHashMap<>();

    private EndingSignals(Function sigaction) {
        this.sigaction = sigaction;
    }

    /** Has them end the process at once. */
    static EndingSignals endAtOnce(Function sigaction) {
        EndingSignals signals = new EndingSignals(sigaction);
        for (int number : NUMBERS) {
            byte[] old = new byte[STRUCT_BYTES];
            signals.set(number, new byte[STRUCT_BYTES], old);
            if (ByteBuffer.wrap(old).order(ByteOrder.nativeOrder()).getLong() == SIG_IGN) {
                signals.set(number, old, new byte[STRUCT_BYTES]);
            } else {
                signals.before.put(number, old);
            }
        }
        return signals;
    }

    private void set(int number, byte[] handling, byte[] old) {
        sigaction.invokeInt(new Object[] {number, handling, old});
    }

    /** Where one of them came before this, the VM is ending: never returns then. */
    void awaitEndIfBegun() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread());
        } catch (IllegalStateException ending) {
            System.exit(0); // the VM keeps the status that the signal gave it
        }
    }

    @Override
    public void close() {
        before.forEach((number, handling) -> set(number, handling, new byte[STRUCT_BYTES]));
    }
}
