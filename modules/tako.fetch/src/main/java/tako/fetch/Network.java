package tako.fetch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tako.config.Config;

/** What the updates of all images have in common on the network. */
final class Network {
    /** Set by systemd for whatever it runs (systemd.exec(5)). */
    private static final String INVOCATION = "INVOCATION_ID";

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

    /** For the run of the only image. */
    Transports transports(Config config, Reporter reporter) {
        Flow flow = flow(config);
        return transports(http(config, flow, reporter), flow, reporter);
    }

    /** For the run of one image among several: what it expects can be asked for while others have their turns. */
    Transports earlyTransports(Config config, Reporter reporter) {
        Flow flow = flow(config);
        KeptReporter kept = new KeptReporter(reporter);
        Transport http = http(config, flow, kept);
        return transports(new EarlyTransport(http, kept, flow.deadline(), time), flow, reporter);
    }

    private Flow flow(Config config) {
        return new Flow(limits, new Deadline(config.timeout(), time), config.rateLimit(), time);
    }

    private Transport http(Config config, Flow flow, Reporter reporter) {
        Credentials credentials = new Credentials(config.authFile(), environment, reporter);
        return new HttpTransport(userAgent, credentials, trustStore(config, reporter), proxies, addresses, flow);
    }

    private Transports transports(Transport http, Flow flow, Reporter reporter) {
        Patience patience = new Patience(limits, flow.deadline(), time, random);
        Rounds rounds = new Rounds(patience, outages, time, reporter);
        Transport files = new FileTransport(environment.containsKey(INVOCATION), flow);
        return new Transports(http, files, rounds, flow.deadline());
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
