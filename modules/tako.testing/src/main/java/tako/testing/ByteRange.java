package tako.testing;

/** Which part of a file a Range header asks for (RFC 9110, 14.1.2). */
sealed interface ByteRange {
    /** All of it: another unit, several ranges, which an origin may ignore, or no range at all. */
    record Whole() implements ByteRange {}

    /** So many bytes, at least one, all of them inside the file. */
    record Part(long from, long length) implements ByteRange {}

    /** Nothing that is in the file, or not a range. */
    record Beyond() implements ByteRange {}

    static ByteRange parse(String header, long total) {
        if (!header.startsWith("bytes=") || header.indexOf(',') >= 0) {
            return new Whole();
        }
        String range = header.substring("bytes=".length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return new Beyond();
        }
        try {
            return between(range.substring(0, dash), range.substring(dash + 1), total);
        } catch (NumberFormatException notARange) {
            return new Beyond();
        }
    }

    private static ByteRange between(String first, String last, long total) {
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), total);
            return part(total - length, total - 1);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? total - 1 : Math.min(Long.parseLong(last), total - 1);
        return part(from, to);
    }

    private static ByteRange part(long from, long to) {
        return from <= to ? new Part(from, to - from + 1) : new Beyond();
    }
}
