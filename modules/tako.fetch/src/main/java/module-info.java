import org.jspecify.annotations.NullMarked;

/** Transport, download, and one image's update. */
@NullMarked
module tako.fetch {
    requires static org.jspecify;
    requires transitive tako.config;
    requires tako.systemd;

    exports tako.fetch;
}
