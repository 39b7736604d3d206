package tako.fetch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tako.config.Config;

/** What the updates of all images have in common on the network. */
final class Network {
    private final String userAgent;
    private final Map<String, String> environment;
    private final Limits limits;
    private final Time time;
    private final RandomGenerator random;
    private final Proxies proxies;
    private final Addresses addresses;
    private final Outages outages = new Outages();

    /**
     * By {@code CAFile=} and the certificate for clients: images that have both in common share connections, and read them
     * once. A list, because the hash code of a record is made at run time, which takes a third of a no-op.
     */
    private final Map<List<Optional<?>>, TrustStore> trustStores = new HashMap<>();

    /**
     * For one process.
     *
     * @param userAgent what to call ourselves
     * @param environment the process's environment
     * @param random for the pauses between attempts
     * @param resolver for hosts with several addresses
     */
    Network(
            String userAgent,
            Map<String, String> environment,
            Limits limits,
            Time time,
            RandomGenerator random,
            Addresses.Resolver resolver) {
        this.userAgent = userAgent;
        this.environment = environment;
        this.limits = limits;
        this.time = time;
        this.random = random;
        this.proxies = new Proxies(environment);
        this.addresses = new Addresses(resolver);
    }

    /** For one image's run. */
    Transports transports(Config config, Reporter reporter) {
        Deadline deadline = new Deadline(config.timeout(), time);
        Flow flow = new Flow(limits, deadline, config.rateLimit(), time);
        Credentials credentials = new Credentials(config.authFile(), environment, reporter);
        Transport http =
                new HttpTransport(userAgent, credentials, trustStore(config, reporter), proxies, addresses, flow);
        Patience patience = new Patience(limits, deadline, time, random);
        return new Transports(http, new FileTransport(flow), new Rounds(patience, outages, time, reporter), deadline);
    }

    private TrustStore trustStore(Config config, Reporter reporter) {
        List<Optional<?>> identity = List.of(config.caFile(), config.clientIdentity());
        TrustStore known = trustStores.get(identity);
        if (known != null) {
            return known;
        }
        Optional<ClientKey> clientKey = config.clientIdentity().isPresent()
                ? Optional.of(new ClientKey(config.clientIdentity().get(), reporter))
                : Optional.empty();
        TrustStore made = new TrustStore(config.caFile(), clientKey, environment);
        trustStores.put(identity, made);
        return made;
    }
}
