import org.jspecify.annotations.NullMarked;

/** Peers for tests: an origin that serves, stalls and lies. Not part of the image. */
@NullMarked
module tako.testing {
    requires static org.jspecify;

    exports tako.testing;
}
