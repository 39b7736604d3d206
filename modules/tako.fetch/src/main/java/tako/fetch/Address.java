package tako.fetch;

import java.net.URI;
import tako.config.OriginAddress;

/** URLs, with and without the credentials that may stand in them. */
final class Address {
    private Address() {}

    /** For messages: credentials are masked. */
    static String of(URI uri) {
        return uri.getScheme().equals("file") ? "file://" + uri.getRawPath() : new OriginAddress(uri).toString();
    }

    /** For the connection, and as the name of an origin in files. */
    static URI withoutUserInfo(URI uri) {
        if (uri.getRawUserInfo() == null) {
            return uri;
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath() + query);
    }
}
