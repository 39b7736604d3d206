package tako.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The directory that images come from: an absolute {@code https}, {@code http} or {@code file} URI (RFC 3986, RFC
 * 8089) without query and fragment, whose path ends with {@code /}, so that {@link URI#resolve(String)} finds files
 * in it. It may hold a user name and password, which {@link #toString} never shows; messages take it instead of
 * {@link #uri}.
 */
public record OriginAddress(URI uri) {
    private static final int MAX_PORT = 65_535;

    /**
     * Reads the value of {@code Origin=}; a missing {@code /} at its end is added.
     *
     * @throws ConfigException if it is not such an address; the message repeats none of it, for it may hold a password
     */
    static OriginAddress parse(String text) throws ConfigException {
        requirePlainCharacters(text);
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        URI uri = syntax(scheme + text.substring(Math.max(colon, 0)));
        String directory = switch (scheme) {
            case "https", "http" -> onServer(uri);
            case "file" -> onThisMachine(uri);
            default ->
                throw new ConfigException("has to begin with https://, http:// or file://"
                        + " (a directory on this machine is written file:///srv/images)");
        };
        return new OriginAddress(syntax(directory.endsWith("/") ? directory : directory + "/"));
    }

    private static void requirePlainCharacters(String text) throws ConfigException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case ' ', '\t' ->
                    throw new ConfigException("has a space; give each origin a line of its own,"
                            + " and write a space inside an address as %20");
                case '?' -> throw new ConfigException("must not have a query ('?...')");
                case '#' -> throw new ConfigException("must not have a fragment ('#...')");
                default -> {
                    if (c > '~') {
                        throw new ConfigException("has a character outside ASCII at position " + (i + 1)
                                + "; write it percent-encoded, or a host name in its xn-- form");
                    }
                }
            }
        }
    }

    private static URI syntax(String text) throws ConfigException {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new ConfigException(
                    "is not a valid address (" + e.getReason() + " at position " + (e.getIndex() + 1) + ")");
        }
    }

    private static String onServer(URI uri) throws ConfigException {
        if (uri.getHost() == null) {
            throw new ConfigException("has no valid host name; it is written https://host/directory,"
                    + " and in a user name or password '@', ':' and '/' are percent-encoded");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new ConfigException("has a port that is not between 1 and " + MAX_PORT);
        }
        requireVisiblePath(uri);
        return uri.toString();
    }

    private static String onThisMachine(URI uri) throws ConfigException {
        if (uri.getRawAuthority() != null || uri.isOpaque() || !uri.getPath().startsWith("/")) {
            throw new ConfigException(
                    "has to name a directory on this machine, with three slashes: file:///srv/images");
        }
        requireVisiblePath(uri);
        return "file://" + uri.getRawPath();
    }

    private static void requireVisiblePath(URI uri) throws ConfigException {
        String path = uri.getPath();
        for (int i = 0; i < path.length(); i++) {
            if (Character.isISOControl(path.charAt(i))) {
                throw new ConfigException("has a percent-encoded control character in its path");
            }
        }
    }

    // Written out, for a record's own are made when they are first called: 7 ms of every poll.

    @Override
    public boolean equals(Object other) {
        return other instanceof OriginAddress address && uri.equals(address.uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /** The address with {@code ***} in place of a user name and password. */
    @Override
    public String toString() {
        String authority = uri.getRawAuthority();
        if (authority == null || authority.indexOf('@') < 0) {
            return uri.toString();
        }
        return uri.getScheme() + "://***" + authority.substring(authority.lastIndexOf('@')) + uri.getRawPath();
    }
}
