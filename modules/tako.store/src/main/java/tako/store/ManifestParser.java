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
            Entry entry = entry(nextLine());
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

    private String nextLine() throws StoreException {
        int start = position;
        while (position < end && bytes[position] != '\n') {
            position++;
        }
        if (position == end) {
            throw error("the line does not end");
        }
        return new String(bytes, start, position++ - start, StandardCharsets.ISO_8859_1);
    }

    private Entry entry(String text) throws StoreException {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        if (first < 0 || first == last || text.indexOf(' ', first + 1) != last) {
            throw error("an entry is a version, a size and a digest, with one space between them");
        }
        try {
            return new Entry(
                    Version.parse(text.substring(0, first)),
                    size(text.substring(first + 1, last)),
                    Digest.parse(text.substring(last + 1)));
        } catch (StoreException | CryptoException e) {
            throw error(StoreException.reason(e));
        }
    }

    private static long size(String digits) throws StoreException {
        boolean canonical = !digits.isEmpty() && digits.length() <= MAX_SIZE_DIGITS;
        for (int i = 0; canonical && i < digits.length(); i++) {
            canonical = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!canonical || (digits.charAt(0) == '0' && digits.length() > 1)) {
            throw new StoreException("a size is decimal digits, without sign or leading zeros");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new StoreException("the size is more than 2^63-1");
        }
    }

    private StoreException error(String reason) {
        return new StoreException("line " + line + ": " + reason);
    }
}
