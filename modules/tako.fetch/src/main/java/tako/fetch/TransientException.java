package tako.fetch;

import java.io.Serial;
import java.time.Duration;

/** A failure that may pass by itself, so that the same request may succeed a little later. */
final class TransientException extends FetchException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** As if the server asked for it: longer than the patience of any run, so none of them waits. */
    private static final Duration UNTIL_A_LATER_RUN = Duration.ofDays(1);

    private final Duration notBefore;
    private final boolean stall;
    private final Blame blame;

    TransientException(String message) {
        this(message, Duration.ZERO, false);
    }

    TransientException(String message, Throwable cause) {
        this(message, cause, Blame.SERVER);
    }

    TransientException(String message, Throwable cause, Blame blame) {
        super(message, cause);
        this.notBefore = Duration.ZERO;
        this.stall = false;
        this.blame = blame;
    }

    private TransientException(String message, Duration notBefore, boolean stall) {
        super(message);
        this.notBefore = notBefore;
        this.stall = stall;
        this.blame = Blame.SERVER;
    }

    /** The server asks not to be asked again before that long (RFC 9110 section 10.2.3); 0 if it does not say. */
    static TransientException askedToWait(String message, Duration notBefore) {
        return new TransientException(message, notBefore, false);
    }

    /**
     * Another run may fare better, but this one is not to ask this server again. Not for good, since what came may be
     * the whole image, and the server is none to ask first.
     */
    static TransientException notInThisRun(String message) {
        return new TransientException(message, UNTIL_A_LATER_RUN, false);
    }

    /** Bytes came, and then next to none. */
    static TransientException stalled(String message) {
        return new TransientException(message, Duration.ZERO, true);
    }

    /** How long to leave the server alone; 0 or more. */
    Duration notBefore() {
        return notBefore;
    }

    /** What may be to blame. */
    Blame blame() {
        return blame;
    }

    /** Whether the server still sends, but too slowly: another connection may be faster. */
    boolean isStall() {
        return stall;
    }
}
