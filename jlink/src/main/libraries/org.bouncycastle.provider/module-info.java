// BouncyCastle's own descriptor requires java.sql, java.naming and java.desktop, for certificate stores and passwords,
// which Tako has no use for.
module org.bouncycastle.provider {
    requires java.logging;

    exports org.bouncycastle.math.ec.rfc8032;
}
