package tako.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The transport for each scheme that an origin may have. */
final class Transports {
    private final Transport http;
    private final Transport file = new FileTransport();

    /**
     * For images that trust the same authorities.
     *
     * @param authorities the value of {@code CAFile=}
     * @param userAgent what to call ourselves
     * @param environment the process's environment
     */
    Transports(Optional<Path> authorities, String userAgent, Map<String, String> environment) {
        http = new HttpTransport(new TrustStore(authorities, environment), userAgent);
    }

    Transport of(URI uri) {
        return uri.getScheme().equalsIgnoreCase("file") ? file : http;
    }
}
