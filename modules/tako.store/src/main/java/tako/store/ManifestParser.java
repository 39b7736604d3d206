package tako.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tako.crypto.CryptoException;
import tako.crypto.Digest;

/** Reads the signed part of a manifest, strictly: every deviation is an error that names the line. For one use. */
final class ManifestParser {
    /** 2^63-1 has as many digits. */
    private static final int MAX_SIZE_DIGITS = 19;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int line = 1;

    /** Over the first {@code end} bytes, whose signature was verified. */
    ManifestParser(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    List<Entry> entries(String header) throws StoreException {
        expect(header);
        List<Entry> entries = new ArrayList<>();
        while (position < end && bytes[position] != '\n') {
            Entry entry = nextEntry();
            if (!entries.isEmpty() && entries.getLast().version().compareTo(entry.version()) >= 0) {
                throw error("version " + entry.version() + " does not come after "
                        + entries.getLast().version());
            }
            entries.add(entry);
            line++;
        }
        if (position != end - 1) {
            throw error("an empty line and then the signature have to follow");
        }
        return entries;
    }

    private void expect(String header) throws StoreException {
        String found = new String(bytes, 0, Math.min(header.length(), end), StandardCharsets.ISO_8859_1);
        if (!found.equals(header)) {
            throw error("it does not begin with '" + header.strip() + "' and an empty line");
        }
        position = header.length();
        line = 3;
    }

    /** From the bytes, without a copy of the line: there may be 200,000. */
    private Entry nextEntry() throws StoreException {
        int start = position;
        int first = find(' ', start, end);
        int last = find(' ', first + 1, end);
        int newline = find('\n', start, end);
        if (newline == end) {
            throw error("the line does not end");
        }
        if (last >= newline || find(' ', last + 1, newline) < newline) {
            throw error("an entry is a version, a size and a digest, with one space between them");
        }
        position = newline + 1;
        try {
            return new Entry(
                    Version.parse(new String(bytes, start, first - start, StandardCharsets.ISO_8859_1)),
                    size(first + 1, last),
                    Digest.parse(bytes, last + 1, newline));
        } catch (StoreException | CryptoException e) {
            throw error(StoreException.reason(e));
        }
    }

    /** Where the byte is next, or {@code limit}. */
    private int find(char wanted, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] != wanted) {
            at++;
        }
        return at;
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

    private StoreException error(String reason) {
        return new StoreException("line " + line + ": " + reason);
    }
}
