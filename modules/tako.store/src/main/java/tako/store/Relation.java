package tako.store;

/** How a remote manifest stands to the local copy; manifests only ever grow (formats.md). */
public sealed interface Relation {
    /** The same entries. */
    record Equal() implements Relation {}

    /** Every local entry unchanged, and {@code added} more. */
    record Newer(int added) implements Relation {}

    /** A strict subset, by {@code missing} entries: a mirror that lags, not an attack. */
    record Stale(int missing) implements Relation {}

    /**
     * An entry differs, or is missing while others are new: two histories, both signed. {@code version} is the first
     * such.
     */
    record Forked(Version version) implements Relation {}
}
