package tako.crypto;

import java.io.Serial;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ECDSA signatures on the curve P-256 for whatever asks {@link java.security.Signature} for it, TLS above
 * all: before its first verification the JDK's own fills a table that takes longer than a whole poll over http. What
 * this one does not do, other curves and making signatures, the JDK goes on to look for in the providers that follow.
 * It is here and not with TLS because this is the only module that BouncyCastle, whose arithmetic it uses, is known
 * to.
 */
public final class EcdsaProvider extends Provider {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Not registered; {@link java.security.Security#insertProviderAt} does that. */
    public EcdsaProvider() {
        super("Tako", "1", "ECDSA on P-256, verification only");
        putService(new Verification(this, "SHA256withECDSA", "SHA-256"));
        putService(new Verification(this, "SHA384withECDSA", "SHA-384"));
    }

    /** Makes them without reflection, for which this package would have to be open. */
    private static final class Verification extends Service {
        private final String digest;

        Verification(Provider provider, String algorithm, String digest) {
            super(provider, "Signature", algorithm, EcdsaVerifier.class.getName(), null, null);
            this.digest = digest;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return new EcdsaVerifier(digest);
        }
    }
}
