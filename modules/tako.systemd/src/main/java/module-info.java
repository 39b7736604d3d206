import org.jspecify.annotations.NullMarked;

/** What takes native code: units over libsystemd's sd-bus, and this process. Knows nothing of images. */
@NullMarked
module tako.systemd {
    requires static org.jspecify;
    requires com.sun.jna;

    exports tako.systemd;
}
