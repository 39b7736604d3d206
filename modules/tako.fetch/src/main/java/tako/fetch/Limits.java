package tako.fetch;

import java.time.Duration;

/**
 * How long a run waits for the network, and how often it tries again. Together: an unattended host that is offline has
 * its answer after about a minute, before systemd takes a unit that waits for Tako for stuck (90 s), and for further
 * images, unless it may be another server that is down, at once or after one time-out.
 *
 * @param connect for one address of a server to accept a connection: a lost SYN is sent again after 1, 3 and 7 s
 *     (tcp_syn_retries in tcp(7))
 * @param silence in which a server that is connected sends nothing at all
 * @param answer for connecting, TLS and headers together, for servers that send a byte now and then
 * @param stall in which fewer than {@link #STALL_RATE} bytes a second of a body come
 * @param manifest spent waiting for the body of a manifest, even if it never stalls: 16 MiB come at 56 KiB a second
 * @param attempts at a server in a row that get nowhere
 * @param patience for all attempts in a row that get nowhere, the pauses between them included: no attempt begins later
 */
record Limits(
        Duration connect,
        Duration silence,
        Duration answer,
        Duration stall,
        Duration manifest,
        int attempts,
        Duration patience) {
    /** Those of every run; the pauses between six attempts add up to 31 s, which outlasts the restart of a server. */
    static final Limits STANDARD = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            6,
            Duration.ofSeconds(60));

    /** Bytes a second; half of the lowest {@code RateLimit=}. */
    static final long STALL_RATE = 1000;

    /** Before the second attempt; each one after that is waited for twice as long as the one before. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /**
     * An attempt that brought so many bytes got somewhere, so it does not count. With fewer, a server that hands out
     * single bytes would keep a run going for ever.
     */
    static final long WORTHWHILE = 64 << 10;

    /** In one run, however far each attempt got: the next run goes on where this one ends. */
    static final int MAX_RETRIES = 100;

    /** The bytes of a body that have to come within {@link #stall}. */
    long stallQuota() {
        return stall.toMillis() * STALL_RATE / 1000;
    }
}
