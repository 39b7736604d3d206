import org.jspecify.annotations.NullMarked;

/** Versions, manifests, origins and destinations on disk. */
@NullMarked
module tako.store {
    requires static org.jspecify;
    requires transitive tako.crypto;

    exports tako.store;
}
