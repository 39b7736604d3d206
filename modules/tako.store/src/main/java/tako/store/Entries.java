package tako.store;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * The entries of a manifest as they lie in its bytes. Each is made when it is asked for, anew each time: a run looks at
 * few, and 100,000 would take more memory than the manifest, and longer than its signature.
 */
final class Entries extends AbstractList<Entry> implements RandomAccess {
    private final byte[] bytes;
    private final int[] lines;

    /**
     * Over lines that were read before, all of them.
     *
     * @param bytes not to be changed afterwards
     * @param lines where each begins
     */
    Entries(byte[] bytes, int[] lines) {
        this.bytes = bytes;
        this.lines = lines;
    }

    @Override
    public Entry get(int index) {
        try {
            return new EntryLine(bytes, lines[index], bytes.length).entry();
        } catch (StoreException e) {
            throw new IllegalStateException("a manifest was changed after it was read", e);
        }
    }

    @Override
    public int size() {
        return lines.length;
    }
}
