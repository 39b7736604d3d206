package tako.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads the signed part of a manifest, strictly: every deviation is an error that names the line. For one use. */
final class ManifestParser {
    private final byte[] bytes;
    private final int end;
    private final int[] lines;
    private int position;
    private int line = 1;
    private int count;
    private Optional<Version> last = Optional.empty();

    /** Over the first {@code end} bytes, whose signature was verified. */
    ManifestParser(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
        this.lines = new int[end / EntryLine.MIN_LENGTH];
    }

    Entries entries(String header) throws StoreException {
        expect(header);
        while (position < end && bytes[position] != '\n') {
            takeLine();
        }
        if (position != end - 1) {
            throw error("an empty line and then the signature have to follow");
        }
        return new Entries(bytes, Arrays.copyOf(lines, count));
    }

    private void expect(String header) throws StoreException {
        String found = new String(bytes, 0, Math.min(header.length(), end), StandardCharsets.ISO_8859_1);
        if (!found.equals(header)) {
            throw error("it does not begin with '" + header.strip() + "' and an empty line");
        }
        position = header.length();
        line = 3;
    }

    private void takeLine() throws StoreException {
        EntryLine next = new EntryLine(bytes, position, end);
        Version version = entry(next).version();
        if (last.isPresent() && last.get().compareTo(version) >= 0) {
            throw error("version " + version + " does not come after " + last.get());
        }
        last = Optional.of(version);
        lines[count] = position;
        count++;
        position = next.end() + 1;
        line++;
    }

    private Entry entry(EntryLine next) throws StoreException {
        if (next.end() == end) {
            throw error("the line does not end");
        }
        try {
            return next.entry();
        } catch (StoreException e) {
            throw error(StoreException.reason(e));
        }
    }

    private StoreException error(String reason) {
        return new StoreException("line " + line + ": " + reason);
    }
}
