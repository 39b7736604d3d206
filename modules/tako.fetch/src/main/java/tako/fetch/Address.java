package tako.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import tako.config.OriginAddress;

/** URLs, with and without the credentials that may stand in them. */
final class Address {
    /** A server may send its users anywhere, and fill the journal with where that is. */
    private static final int MAX_SHOWN = 300;

    private Address() {}

    /** For messages: credentials are masked, and so is the query, where storage services sign their redirects. */
    static String of(URI uri) {
        if (String.valueOf(uri.getScheme()).equals("file")) {
            return uri.getRawPath() == null ? "file:..." : "file://" + shortened(uri.getRawPath());
        }
        String text = new OriginAddress(uri).toString();
        int query = text.indexOf('?');
        return query < 0 ? shortened(text) : shortened(text.substring(0, query)) + "?***";
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    /** For the connection, and as the name of an origin in files. */
    static URI withoutUserInfo(URI uri) {
        if (uri.getRawUserInfo() == null) {
            return uri;
        }
        String server = uri.getRawAuthority().substring(uri.getRawUserInfo().length() + 1);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + server + uri.getRawPath() + query);
    }

    /** The same URL, without credentials, with an address in the place of the host's name. */
    static URI at(URI uri, InetAddress address) {
        String host = address.getHostAddress();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + port
                + uri.getRawPath() + query);
    }
}
