package tako.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * The value of {@code no_proxy}: names, separated by commas or spaces, that cover themselves and all names that end in
 * them after a dot; addresses; networks ({@code 10.0.0.0/8}); each with a port if it is meant for that alone; or a
 * {@code *} for everything.
 */
record NoProxy(String list) {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** Whether this server is to be spoken to directly. */
    boolean covers(URI uri) {
        String host = plain(uri.getHost());
        Optional<byte[]> address = address(host);
        StringTokenizer entries = new StringTokenizer(list, ", \t");
        while (entries.hasMoreTokens()) {
            String entry = entries.nextToken();
            if (entry.equals("*") || covers(entry, host, address, port(uri))) {
                return true;
            }
        }
        return false;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
    }

    private static boolean covers(String entry, String host, Optional<byte[]> address, int port) {
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon > 0 && (colon == entry.indexOf(':') || entry.charAt(colon - 1) == ']');
        if (hasPort && !entry.substring(colon + 1).equals(String.valueOf(port))) {
            return false;
        }
        String name = plain(hasPort ? entry.substring(0, colon) : entry);
        return address.isPresent() ? isInNetwork(address.get(), name) : isInDomain(host, name);
    }

    /** Without the brackets of an IPv6 address, the final dot of a full name, and upper case. */
    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isInDomain(String host, String name) {
        String domain = name.startsWith(".") ? name.substring(1) : name;
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static boolean isInNetwork(byte[] address, String network) {
        int slash = network.indexOf('/');
        Optional<byte[]> first = address(slash < 0 ? network : network.substring(0, slash));
        if (first.isEmpty() || first.get().length != address.length) {
            return false;
        }
        int all = address.length * Byte.SIZE;
        int bits = slash < 0 ? all : number(network.substring(slash + 1));
        return bits >= 0 && bits <= all && isSame(address, first.get(), bits);
    }

    private static boolean isSame(byte[] a, byte[] b, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((a[bit / Byte.SIZE] ^ b[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Of an address that is written as one; names are not looked up. */
    private static Optional<byte[]> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
