package tako.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The version of an image: printable ASCII, 1 to 255 characters, that split at {@code .}, {@code -} and {@code _} into
 * parts. Two versions are equal when they compare as equal, however they are spelled: {@code 1} and {@code 1.0} are.
 */
public final class Version implements Comparable<Version> {
    /** The longest version that a manifest may hold, in characters. */
    public static final int MAX_LENGTH = 255;

    private static final byte NOT_ASCII = -1;

    private final byte[] text;
    private final int start;
    private final int end;

    private Version(byte[] text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
    }

    /**
     * Takes any version that a manifest may hold.
     *
     * @throws StoreException if it is empty, longer than {@link #MAX_LENGTH} or has a character that is not printable
     *     ASCII
     */
    public static Version parse(String text) throws StoreException {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = text.charAt(i) <= '~' ? (byte) text.charAt(i) : NOT_ASCII;
        }
        return parse(bytes, 0, bytes.length);
    }

    /**
     * The same in ASCII: the bytes from {@code start} on, up to {@code end}; they are not to be changed afterwards.
     *
     * @throws StoreException as the other does
     */
    static Version parse(byte[] text, int start, int end) throws StoreException {
        if (start == end) {
            throw new StoreException("the version is empty");
        }
        if (end - start > MAX_LENGTH) {
            throw new StoreException("the version has " + (end - start) + " characters, more than " + MAX_LENGTH);
        }
        for (int i = start; i < end; i++) {
            if (text[i] == ' ') {
                throw new StoreException("the version has a space");
            }
            if (text[i] < ' ' || text[i] > '~') {
                throw new StoreException(
                        "the version has a character that is not printable ASCII, at position " + (i - start + 1));
            }
        }
        return new Version(text, start, end);
    }

    /**
     * Takes a version that may be published: it also begins with a digit or a letter and has no {@code *}, so that it
     * can stand in a pattern and on a command line.
     *
     * @throws StoreException if it may not
     */
    public static Version parsePublishable(String text) throws StoreException {
        Version version = parse(text);
        if (!isAlphanumeric(text.charAt(0))) {
            throw new StoreException("the version '" + text + "' does not begin with a digit or a letter");
        }
        if (text.indexOf('*') >= 0) {
            throw new StoreException("the version '" + text + "' has a '*', which only patterns have");
        }
        return version;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Whether a part of it is a word, as in {@code 1.0-beta}. */
    public boolean isPreRelease() {
        return parts().findWord();
    }

    /** Whether the first part is a word, so that nothing tells which later versions are compatible. */
    boolean beginsWithWord() {
        Parts parts = parts();
        parts.advance();
        return parts.isWord();
    }

    /** Whether it has these parts at its beginning, where it is padded with 0 too. */
    boolean beginsWith(Parts beginning) {
        Parts parts = parts();
        while (beginning.advance()) {
            parts.advance();
            if (parts.compareTo(beginning) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the two differ first by a word of this one, where the other has nothing but 0 left: 2-rc1 and 2.0. */
    boolean isPreReleaseOf(Version release) {
        Parts these = parts();
        Parts those = release.parts();
        return these.findDifference(those) < 0 && these.isWord() && those.isZeroFromHere();
    }

    /** Whether the first part is the same, and as long as that is 0 the second one too. */
    boolean isSameSeriesAs(Version other) {
        Parts these = parts();
        Parts those = other.parts();
        these.advance();
        those.advance();
        boolean unstable = these.isZero();
        boolean same = these.compareTo(those) == 0;
        if (!same || !unstable) {
            return same;
        }
        these.advance();
        those.advance();
        return these.compareTo(those) == 0;
    }

    Parts parts() {
        return new Parts(text, start, end);
    }

    /** Part by part, the shorter one padded with 0; a word before every number. */
    @Override
    public int compareTo(Version other) {
        return parts().findDifference(other.parts());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        int weight = 1;
        for (Parts parts = parts(); parts.advance(); ) {
            hash += weight * parts.hash(); // a part that is 0 adds nothing, as the padding does not
            weight *= 31;
        }
        return hash;
    }

    /** The same, without the manifest that it was read from: for those that are kept when the manifest is not. */
    public Version detached() {
        return new Version(Arrays.copyOfRange(text, start, end), 0, end - start);
    }

    /** The version as it was spelled. */
    @Override
    public String toString() {
        return new String(text, start, end - start, StandardCharsets.US_ASCII);
    }
}
