package tako.fetch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tako.config.OriginAddress;

/** The servers that were out of order when they were asked last, by any image of this process. */
final class Outages {
    private final Set<String> servers = new HashSet<>();

    void begins(OriginAddress origin) {
        servers.add(server(origin));
    }

    void ends(OriginAddress origin) {
        if (!servers.isEmpty()) {
            servers.remove(server(origin));
        }
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
