// JNA's own descriptor requires java.desktop (30 MB) for window handles, which Tako has none of.
module com.sun.jna {
    requires java.logging;

    exports com.sun.jna;
    exports com.sun.jna.ptr;
}
