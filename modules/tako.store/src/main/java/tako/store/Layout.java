package tako.store;

import java.nio.file.Path;
import tako.crypto.Digest;

/** Where things lie below the directory of an origin or a destination (formats.md). */
record Layout(Path root) {
    private static final String STORE = "store";
    private static final String STATE = ".tako";

    /** The directory of complete images. */
    Path store() {
        return root.resolve(STORE);
    }

    /** A complete image. */
    Path image(Digest digest) {
        return store().resolve(digest.toString());
    }

    /** What a link holds that points at an image: relative, so that the directory can be moved or served. */
    Path linkTarget(Digest digest) {
        return Path.of(STORE, digest.toString());
    }

    Path manifest() {
        return root.resolve("manifest");
    }

    Path latest() {
        return root.resolve("latest");
    }

    Path previous() {
        return root.resolve("previous");
    }

    /** A destination's private directory. */
    Path state() {
        return root.resolve(STATE);
    }

    Path lock() {
        return state().resolve("lock");
    }

    /** Files and links on their way to their place; what lies here when a run begins is a leftover. */
    Path temporary() {
        return state().resolve("tmp");
    }

    Path partials() {
        return state().resolve("partial");
    }

    Path stamps() {
        return state().resolve("stamps");
    }

    Path stamp(Digest digest) {
        return stamps().resolve(digest.toString());
    }

    Path validators() {
        return state().resolve("validators");
    }

    /** Which versions the images of {@code latest} and {@code previous} were installed as. */
    Path installed() {
        return state().resolve("installed");
    }

    /** The activation that is not over yet. */
    Path activation() {
        return state().resolve("activation");
    }

    /** Locked by the run that is at an activation, while it waits for units. */
    Path activating() {
        return state().resolve("activating");
    }

    /** The images that failed here. */
    Path failed() {
        return state().resolve("failed");
    }

    /** A local manifest that no configured key verified. */
    Path setAside() {
        return state().resolve("manifest.set-aside");
    }

    /** A remote manifest that contradicts the local one. */
    Path forked() {
        return state().resolve("manifest.forked");
    }
}
