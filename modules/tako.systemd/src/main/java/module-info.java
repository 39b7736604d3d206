import org.jspecify.annotations.NullMarked;

/** Units over libsystemd's sd-bus. Knows nothing of images. */
@NullMarked
module tako.systemd {
    requires static org.jspecify;
    requires com.sun.jna;

    exports tako.systemd;
}
