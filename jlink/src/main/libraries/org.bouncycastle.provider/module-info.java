// BouncyCastle's own descriptor requires java.sql, java.naming and java.desktop, for certificate stores and passwords,
// which Tako has no use for.
module org.bouncycastle.provider {
    exports org.bouncycastle.crypto.params;
    exports org.bouncycastle.crypto.signers;
    exports org.bouncycastle.math.ec;
    exports org.bouncycastle.math.ec.custom.sec;
    exports org.bouncycastle.math.ec.rfc8032;
}
