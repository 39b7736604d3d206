import org.jspecify.annotations.NullMarked;

/** SHA-256 digests, Ed25519 keys and signatures, and their text forms; ECDSA for TLS. */
@NullMarked
module tako.crypto {
    requires static org.jspecify;
    requires org.bouncycastle.provider;

    exports tako.crypto;
}
