package tako.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The addresses of hosts that have several. HttpURLConnection tries the first and no other, so that a host would be out
 * of reach whose IPv6, or IPv4, is broken here.
 */
final class Addresses {
    /** Few enough that they fit into the time for one answer. */
    private static final int MAX_OTHERS = 3;

    private final Resolver resolver;
    private final Map<String, InetAddress> working = new ConcurrentHashMap<>();

    /** Looks names up. */
    interface Resolver {
        /** The addresses of a host, the best first; at least one. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** The machine's own way, the answers of which the JDK keeps for half a minute. */
    static final class OfTheMachine implements Resolver {
        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            return InetAddress.getAllByName(host);
        }
    }

    Addresses(Resolver resolver) {
        this.resolver = resolver;
    }

    /** The one that worked where the first did not. */
    Optional<InetAddress> working(String host) {
        return Optional.ofNullable(working.get(host));
    }

    void works(String host, InetAddress address) {
        working.put(host, address);
    }

    void fails(String host) {
        working.remove(host);
    }

    /** What to try when the first has failed: those of the other kind come first, for it is mostly one that is broken. */
    List<InetAddress> others(String host) {
        InetAddress[] all = all(host);
        List<InetAddress> otherKind = new ArrayList<>();
        List<InetAddress> sameKind = new ArrayList<>();
        for (int i = 1; i < all.length; i++) {
            boolean isSame = all[i] instanceof Inet4Address == all[0] instanceof Inet4Address;
            (isSame ? sameKind : otherKind).add(all[i]);
        }
        otherKind.addAll(sameKind);
        return otherKind.subList(0, Math.min(MAX_OTHERS, otherKind.size()));
    }

    private InetAddress[] all(String host) {
        try {
            return resolver.addresses(host);
        } catch (UnknownHostException e) {
            return new InetAddress[0]; // it had one a moment ago
        }
    }
}
