package tako.store;

import tako.crypto.CryptoException;
import tako.crypto.Digest;

/** A line of a manifest, read from the manifest's bytes without a copy: there may be 200,000. */
final class EntryLine {
    /** A version, a size and a digest, with two spaces and a newline. */
    static final int MIN_LENGTH = 1 + 1 + 1 + 1 + Digest.TEXT_LENGTH + 1;

    /** 2^63-1 has as many digits. */
    private static final int MAX_SIZE_DIGITS = 19;

    private final byte[] bytes;
    private final int start;
    private final int firstSpace;
    private final int lastSpace;
    private final int spaces;
    private final int end;

    /**
     * Looks for its end.
     *
     * @param start where it begins
     * @param limit where the bytes end
     */
    EntryLine(byte[] bytes, int start, int limit) {
        int first = start;
        int last = start;
        int found = 0;
        int at = start;
        for (; at < limit && bytes[at] != '\n'; at++) {
            if (bytes[at] == ' ') {
                first = found == 0 ? at : first;
                last = at;
                found++;
            }
        }
        this.bytes = bytes;
        this.start = start;
        this.firstSpace = first;
        this.lastSpace = last;
        this.spaces = found;
        this.end = at;
    }

    /** Where its newline is, or the limit. */
    int end() {
        return end;
    }

    /**
     * Reads it, strictly.
     *
     * @throws StoreException with the reason, if it is anything but what signing writes
     */
    Entry entry() throws StoreException {
        if (spaces != 2) {
            throw new StoreException("an entry is a version, a size and a digest, with one space between them");
        }
        try {
            return new Entry(
                    Version.parse(bytes, start, firstSpace),
                    size(firstSpace + 1, lastSpace),
                    Digest.parse(bytes, lastSpace + 1, end));
        } catch (CryptoException e) {
            throw new StoreException(StoreException.reason(e));
        }
    }

    private long size(int from, int to) throws StoreException {
        boolean canonical = from < to && to - from <= MAX_SIZE_DIGITS && (bytes[from] != '0' || to - from == 1);
        long size = 0;
        for (int i = from; canonical && i < to; i++) {
            canonical = bytes[i] >= '0' && bytes[i] <= '9';
            size = 10 * size + bytes[i] - '0';
        }
        if (!canonical) {
            throw new StoreException("a size is decimal digits, without sign or leading zeros");
        }
        if (size < 0) { // 19 digits are less than 2^64
            throw new StoreException("the size is more than 2^63-1");
        }
        return size;
    }
}
