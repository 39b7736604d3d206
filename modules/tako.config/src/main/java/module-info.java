import org.jspecify.annotations.NullMarked;

/** The configuration file. */
@NullMarked
module tako.config {
    requires static org.jspecify;
    requires transitive tako.crypto;
    requires transitive tako.store;

    exports tako.config;
}
