package tako.fetch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tako.config.OriginAddress;

/**
 * The servers that were out of order when they were asked last, by any image of this process; and what was to blame for
 * that and waited for by one image already, which is enough for all that it is to blame for. Only for the thread that
 * gives out the turns: what is asked early is noted when its turn has come.
 */
final class Outages {
    private final Set<String> servers = new HashSet<>();
    private final Set<Blame> waitedFor = new HashSet<>();

    void begins(OriginAddress origin) {
        servers.add(server(origin));
    }

    /** An answer came, so there is a network. That of a directory says nothing. */
    void ends(OriginAddress origin) {
        if (!servers.isEmpty()) {
            servers.remove(server(origin));
        }
        if (!waitedFor.isEmpty() && !origin.uri().getScheme().equalsIgnoreCase("file")) {
            waitedFor.clear();
        }
    }

    /** An image has waited in case that this passes. */
    void waitedFor(Blame blame) {
        if (blame != Blame.SERVER) { // another one is another's
            waitedFor.add(blame);
        }
    }

    /** What no other image has to wait for. */
    Set<Blame> waitedFor() {
        return waitedFor.isEmpty() ? Set.of() : Set.copyOf(waitedFor);
    }

    /** Those of these origins whose servers are out of order. */
    List<OriginAddress> among(List<OriginAddress> origins) {
        if (servers.isEmpty()) {
            return List.of();
        }
        List<OriginAddress> out = new ArrayList<>();
        for (OriginAddress origin : origins) {
            if (servers.contains(server(origin))) {
                out.add(origin);
            }
        }
        return out;
    }

    private static String server(OriginAddress origin) {
        return origin.uri().getScheme() + "://" + origin.uri().getHost() + ":"
                + origin.uri().getPort();
    }
}
