package tako.systemd;

import java.time.Instant;

/**
 * The start of a unit's present run, or of its last one. A unit that has been started since has another invocation.
 *
 * @param invocation what marks the run, and no other run of any unit: 32 hexadecimal digits (InvocationID in
 *     org.freedesktop.systemd1(5))
 * @param time when it began by the wall clock, which may have been set since; in microseconds
 */
public record UnitStart(String invocation, Instant time) {}
