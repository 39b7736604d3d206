package tako.fetch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tako.store.Validator;

/**
 * The head of an HTTP answer.
 *
 * @param at where it comes from in the end, after redirects
 */
record HttpAnswer(HttpURLConnection connection, int status, URI at) {
    /** A validator longer than this is not worth keeping: those of servers have some 30 characters. */
    private static final int MAX_VALIDATOR = 512;

    /** The whole file. */
    Reply whole() throws FetchException {
        refuseEncoding();
        long length = connection.getContentLengthLong();
        return new Reply.Found(body(), 0, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), validator());
    }

    /** The rest of the file, if it is the one that was asked for. */
    Reply rest(long offset) throws FetchException {
        refuseEncoding();
        String header = connection.getHeaderField("Content-Range");
        Optional<ContentRange> range = Optional.ofNullable(header).flatMap(ContentRange::parse);
        if (range.isEmpty()
                || range.get().first() != offset
                || range.get().last() != range.get().length() - 1) {
            return otherRange();
        }
        return new Reply.Found(body(), offset, OptionalLong.of(range.get().length()), validator());
    }

    /** The rest that was asked for cannot be had. */
    Reply otherRange() {
        connection.disconnect();
        return new Reply.OtherRange();
    }

    private void refuseEncoding() throws FetchException {
        String encoding = connection.getContentEncoding();
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            connection.disconnect();
            throw new FetchException(Address.of(at)
                    + ": the server compresses the file although nobody asked it to; switch that off there");
        }
    }

    /** Nothing that can be used. */
    Reply refusal() throws FetchException {
        connection.disconnect();
        if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
            return new Reply.Gone();
        }
        throw new FetchException(Address.of(at) + ": the server answers with status " + status);
    }

    private Validator validator() {
        return new Validator(sane(connection.getHeaderField("ETag")), sane(connection.getHeaderField("Last-Modified")));
    }

    /** It is kept in a file of ours and sent back, so it is printable ASCII or nothing. */
    private static Optional<String> sane(@Nullable String header) {
        if (header == null || header.isEmpty() || header.length() > MAX_VALIDATOR) {
            return Optional.empty();
        }
        for (int i = 0; i < header.length(); i++) {
            if (header.charAt(i) < ' ' || header.charAt(i) > '~') {
                return Optional.empty();
            }
        }
        return Optional.of(header);
    }

    private Body body() throws FetchException {
        try {
            return new Body(connection.getInputStream(), at, connection::disconnect);
        } catch (IOException e) {
            throw NetworkProblem.at(at, e);
        }
    }
}
