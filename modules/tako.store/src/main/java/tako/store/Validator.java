package tako.store;

import java.util.Optional;

/**
 * What an HTTP server said a response may be told apart by (RFC 9110 section 8.8), for conditional requests and ranges.
 *
 * @param etag the {@code ETag} header, with its quotes
 * @param lastModified the {@code Last-Modified} header, as it was
 */
public record Validator(Optional<String> etag, Optional<String> lastModified) {
    private static final char SEPARATOR = '\t';

    /** Whether there is none. */
    public boolean isEmpty() {
        return etag.isEmpty() && lastModified.isEmpty();
    }

    String line() {
        return etag.orElse("") + SEPARATOR + lastModified.orElse("");
    }

    /** Reads {@link #line} back; a line that was damaged gives no validator, which costs one full response. */
    static Validator fromLine(String line) {
        int separator = line.indexOf(SEPARATOR);
        if (separator < 0) {
            return new Validator(Optional.empty(), Optional.empty());
        }
        return new Validator(present(line.substring(0, separator)), present(line.substring(separator + 1)));
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
