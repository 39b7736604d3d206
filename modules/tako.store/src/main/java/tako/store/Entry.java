package tako.store;

import tako.crypto.Digest;

/**
 * One image of a manifest.
 *
 * @param version its version
 * @param size its length in bytes, 0 to 2^63-1
 * @param digest the SHA-256 of its bytes
 */
public record Entry(Version version, long size, Digest digest) {
    /** Refuses a negative size, which a damaged file of Tako's own could hold. */
    public Entry {
        if (size < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    /** The same, without the manifest that it was read from: for those that are kept when the manifest is not. */
    public Entry detached() {
        return new Entry(version.detached(), size, digest);
    }

    /** Whether the other entry is the same to the letter: version text, size and digest. */
    boolean sameAs(Entry other) {
        return version.toString().equals(other.version.toString()) && size == other.size && digest.equals(other.digest);
    }
}
