package tako.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tako.crypto.CryptoException;
import tako.crypto.Digest;
import tako.crypto.PublicKey;
import tako.crypto.SecretKey;
import tako.crypto.Signature;

/**
 * A manifest whose signature was verified, or just made: the entries, ascending by version, and the bytes as signed.
 */
public final class Manifest {
    /** The largest manifest that is read unless configured otherwise, in bytes: some 150,000 entries. */
    public static final int DEFAULT_MAX_SIZE = 16 << 20;

    private static final String HEADER = "Tako Manifest 1\n\n";
    private static final int SIGNATURE_LINE = Signature.TEXT_LENGTH + 1;

    private final byte[] bytes;
    private final List<Entry> entries;

    private Manifest(byte[] bytes, List<Entry> entries) {
        this.bytes = bytes;
        this.entries = entries;
    }

    /**
     * Verifies the signature over the raw bytes, and only then reads header and entries.
     *
     * @param bytes the whole file; not to be changed afterwards
     * @throws StoreException if none of the keys verifies it, or if it is not strictly a Manifest 1; with line and
     *     reason
     */
    public static Manifest verify(byte[] bytes, List<PublicKey> keys) throws StoreException {
        int signed = bytes.length - SIGNATURE_LINE;
        if (signed < 1 || bytes[bytes.length - 1] != '\n' || bytes[signed - 1] != '\n') {
            throw new StoreException("it does not end in a signature line");
        }
        Signature signature = signature(bytes, signed);
        for (PublicKey key : keys) {
            if (key.verifies(signature, bytes, 0, signed)) {
                return new Manifest(bytes, new ManifestParser(bytes, signed).entries(HEADER));
            }
        }
        throw new StoreException("it was signed with another key, or changed since it was signed");
    }

    private static Signature signature(byte[] bytes, int start) throws StoreException {
        try {
            return Signature.parse(signatureText(bytes, start));
        } catch (CryptoException e) {
            throw new StoreException("its last line is no signature: " + e.getMessage());
        }
    }

    /** Signs entries, in any order of versions that are all different. */
    public static Manifest sign(List<Entry> entries, SecretKey key) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort((a, b) -> a.version().compareTo(b.version()));
        StringBuilder text = new StringBuilder(HEADER);
        for (Entry entry : sorted) {
            text.append(entry.version())
                    .append(' ')
                    .append(entry.size())
                    .append(' ')
                    .append(entry.digest())
                    .append('\n');
        }
        text.append('\n');
        byte[] signed = text.toString().getBytes(StandardCharsets.US_ASCII);
        text.append(key.sign(signed, 0, signed.length)).append('\n');
        return new Manifest(text.toString().getBytes(StandardCharsets.US_ASCII), List.copyOf(sorted));
    }

    /** All entries, ascending by version. */
    public List<Entry> entries() {
        return entries;
    }

    /** The entries of an image, ascending by version: one image may be published under several versions. */
    public List<Entry> find(Digest digest) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.digest().equals(digest)) {
                found.add(entry);
            }
        }
        return found;
    }

    /** Whether these are the manifest's bytes, its signature included. */
    public boolean hasBytes(byte[] other) {
        return Arrays.equals(bytes, other);
    }

    /** Whether the other manifest is the same to the last byte, its signature included. */
    public boolean hasBytesOf(Manifest other) {
        return hasBytes(other.bytes);
    }

    /** The text of the signature that it was verified by: no other manifest that any key of ours made has it. */
    String signature() {
        return signatureText(bytes, bytes.length - SIGNATURE_LINE);
    }

    /** What stands where {@link #signature} does in a whole file that nobody has verified. */
    static Optional<String> claimedSignature(byte[] bytes) {
        int start = bytes.length - SIGNATURE_LINE;
        return start < 0 ? Optional.empty() : Optional.of(signatureText(bytes, start));
    }

    private static String signatureText(byte[] bytes, int start) {
        return new String(bytes, start, Signature.TEXT_LENGTH, StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
        return bytes;
    }

    /** How this manifest, a remote one, stands to the local copy. */
    public Relation relationTo(Manifest local) {
        if (hasBytesOf(local)) {
            return new Relation.Equal();
        }
        int missing = 0;
        int added = 0;
        Optional<Version> firstMissing = Optional.empty();
        int here = 0;
        int there = 0;
        while (here < entries.size() || there < local.entries.size()) {
            int order = order(local, here, there);
            if (order < 0) {
                added++;
                here++;
            } else if (order > 0) {
                Version version = local.entries.get(there++).version();
                firstMissing = missing++ == 0 ? Optional.of(version) : firstMissing;
            } else {
                Entry entry = entries.get(here++);
                if (!entry.sameAs(local.entries.get(there++))) {
                    return new Relation.Forked(entry.version());
                }
            }
        }
        if (firstMissing.isEmpty()) {
            return added == 0 ? new Relation.Equal() : new Relation.Newer(added);
        }
        return added == 0 ? new Relation.Stale(missing) : new Relation.Forked(firstMissing.get());
    }

    private int order(Manifest local, int here, int there) {
        if (here == entries.size()) {
            return 1;
        }
        if (there == local.entries.size()) {
            return -1;
        }
        return entries.get(here).version().compareTo(local.entries.get(there).version());
    }
}
