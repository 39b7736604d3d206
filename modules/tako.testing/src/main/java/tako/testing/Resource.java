package tako.testing;

import java.io.IOException;
import java.util.Optional;

/**
 * A file as a client sees it: what it holds, and the validators ETag and Last-Modified if it has them. Conditions and
 * ranges are answered as nginx does.
 */
record Resource(Content content, Headers validators) {
    private static final String ETAG = "ETag";
    private static final String KEPT = "Connection";
    private static final String KEEP_ALIVE = "keep-alive";
    private static final String LAST_MODIFIED = "Last-Modified";

    Answer answer(Request request) throws IOException {
        if (isUnmodified(request)) {
            content.close();
            return Answer.of(304, validators.and(KEPT, KEEP_ALIVE), Content.of(""));
        }
        Headers headers = validators
                .and("Content-Type", "application/octet-stream")
                .and("Accept-Ranges", "bytes")
                .and(KEPT, KEEP_ALIVE);
        return switch (range(request)) {
            case ByteRange.Whole() -> Answer.of(200, headers, content);
            case ByteRange.Part(long from, long length) -> {
                String part = "bytes " + from + "-" + (from + length - 1) + "/" + content.length();
                yield Answer.of(206, headers.and("Content-Range", part), content.slice(from, length));
            }
            case ByteRange.Beyond() -> {
                content.close();
                yield Answer.of(416, Headers.of("Content-Range", "bytes */" + content.length()), Answer.page(416));
            }
        };
    }

    Resource with(Content changed) {
        return new Resource(changed, validators);
    }

    Resource with(Headers changed) {
        return new Resource(content, changed);
    }

    private ByteRange range(Request request) {
        Optional<String> condition = request.header("If-Range");
        if (condition.isPresent() && !isCurrent(condition.get())) {
            return new ByteRange.Whole();
        }
        return request.header("Range")
                .map(range -> ByteRange.parse(range, content.length()))
                .orElseGet(ByteRange.Whole::new);
    }

    /** If-Range takes a strong tag or a date, each exactly (RFC 9110, 13.1.5). */
    private boolean isCurrent(String condition) {
        boolean weak = condition.startsWith("W/");
        return !weak && (has(ETAG, condition) || has(LAST_MODIFIED, condition));
    }

    /** Like nginx and unlike RFC 9110, 13.1.3: where both conditions are given, both have to hold. */
    private boolean isUnmodified(Request request) {
        Optional<String> tags = request.header("If-None-Match");
        Optional<String> date = request.header("If-Modified-Since");
        if (tags.isEmpty() && date.isEmpty()) {
            return false;
        }
        return tags.map(this::names).orElse(true)
                && date.map(value -> has(LAST_MODIFIED, value)).orElse(true);
    }

    private boolean names(String tags) {
        Optional<String> own = validators.first(ETAG).map(Resource::strong);
        if (own.isEmpty()) {
            return false;
        }
        for (String tag : tags.split(",", -1)) {
            if (tag.strip().equals("*") || strong(tag.strip()).equals(own.get())) {
                return true;
            }
        }
        return false;
    }

    private boolean has(String validator, String value) {
        return validators.first(validator).filter(value::equals).isPresent();
    }

    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring("W/".length()) : tag;
    }
}
