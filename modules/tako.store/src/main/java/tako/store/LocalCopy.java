package tako.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import tako.crypto.PublicKey;

/**
 * The local copy of a manifest, read but perhaps not yet verified: a thread of its own does that while this one asks an
 * origin. Until then nothing of it is to be had but what {@link LockedDestination#validators} makes of its last line: what
 * to ask an origin, whose answer counts only if it is verified in the end. For one thread.
 */
public final class LocalCopy {
    private final Optional<String> signature;
    private final FutureTask<LocalManifest> verification;

    /** One that was judged without a look at its bytes. */
    LocalCopy(LocalManifest judged) {
        this.signature = Optional.empty();
        this.verification = new FutureTask<>(() -> judged);
    }

    /** These bytes, which are not to be changed afterwards. */
    LocalCopy(byte[] bytes, List<PublicKey> keys) {
        this.signature = Manifest.claimedSignature(bytes);
        this.verification = new FutureTask<>(() -> verify(bytes, keys));
    }

    private static LocalManifest verify(byte[] bytes, List<PublicKey> keys) {
        try {
            return new LocalManifest.Verified(Manifest.verify(bytes, keys));
        } catch (StoreException e) {
            return new LocalManifest.Unverifiable(StoreException.reason(e));
        }
    }

    /** Begins to verify it, if there is anything to verify. */
    void begin() {
        if (signature.isPresent()) {
            Thread.ofPlatform().daemon().name("manifest").start(verification);
        }
    }

    /** What comes of it, when that is known. */
    public LocalManifest manifest() {
        verification.run(); // does nothing where it has begun
        try {
            return verification.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot verify the local manifest: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a manifest was verified", e);
        }
    }

    /** The text of the signature that it ends with, whoever made that. */
    Optional<String> signature() {
        return signature;
    }
}
