package tako.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import tako.config.OriginAddress;

/** URLs, with and without the credentials that may stand in them. */
final class Address {
    private Address() {}

    /** For messages: credentials are masked. */
    static String of(URI uri) {
        return new OriginAddress(uri).toString();
    }

    /** For the connection, and as the name of an origin in files. */
    static URI withoutUserInfo(URI uri) {
        if (uri.getRawUserInfo() == null) {
            return uri;
        }
        try {
            return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a part of a URL is a URL: " + of(uri), e);
        }
    }
}
