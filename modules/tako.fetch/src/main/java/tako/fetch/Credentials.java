package tako.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What one image's requests show to its origins: the user and password in {@code Origin=}, or else what
 * {@code AuthFile=} holds, which is read when it is needed first. For any thread: a request that is made early may be
 * under way when the image's turn begins.
 */
final class Credentials {
    private static final String KEY = "AuthFile";

    /** Where systemd puts what LoadCredential= names (systemd.exec(5)). */
    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

    /** As much as nginx takes in one header line. */
    private static final int MAX_SIZE = 8 << 10;

    private final Optional<Path> authFile;
    private final Map<String, String> environment;
    private final Reporter reporter;
    private Optional<String> value = Optional.empty();
    private boolean warned;

    /**
     * For one image.
     *
     * @param authFile the value of {@code AuthFile=}
     * @param environment the process's environment
     * @param reporter told if others can read the file
     */
    Credentials(Optional<Path> authFile, Map<String, String> environment, Reporter reporter) {
        this.authFile = authFile;
        this.environment = environment;
        this.reporter = reporter;
    }

    /**
     * The value of the {@code Authorization} header for an origin.
     *
     * @throws FetchException if there is a file that does not hold one
     */
    synchronized Optional<String> forOrigin(URI origin) throws FetchException {
        Optional<UserInfo> userInfo = UserInfo.of(origin);
        if (userInfo.isPresent()) {
            return Optional.of(userInfo.get().basic());
        }
        if (authFile.isPresent() && value.isEmpty()) {
            value = Optional.of(read(new ConfiguredFile(KEY, path(authFile.get()))));
        }
        if (value.isPresent() && !warned && canBeOverheard(origin)) {
            warned = true;
            reporter.warning("everybody on the way to " + Address.of(origin) + " can read what " + KEY
                    + "= sends there; use https://");
        }
        return value;
    }

    private static boolean canBeOverheard(URI origin) {
        String host = String.valueOf(origin.getHost());
        boolean isHere = host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
        return origin.getScheme().equalsIgnoreCase("http") && !isHere;
    }

    private Path path(Path file) throws FetchException {
        if (file.isAbsolute()) {
            return file;
        }
        String directory = environment.getOrDefault(DIRECTORY, "");
        if (directory.isEmpty()) {
            throw new FetchException(KEY + "=" + file + " lies in $" + DIRECTORY
                    + ", which is not set: run Tako in a unit with LoadCredential=" + file
                    + ":..., or write an absolute path");
        }
        return Path.of(directory).resolve(file);
    }

    private String read(ConfiguredFile file) throws FetchException {
        String text = new String(file.readSecret(MAX_SIZE, reporter), StandardCharsets.ISO_8859_1).strip();
        if (text.isEmpty()) {
            throw new FetchException(file + " is empty; it has to hold the value of an Authorization header");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw new FetchException(file + " does not hold one line of printable ASCII,"
                        + " which the value of an Authorization header is");
            }
        }
        int space = text.indexOf(' ');
        if (space < 0 || text.substring(0, space).indexOf(':') >= 0) {
            throw new FetchException(file + " does not hold the value of an Authorization header, which begins with"
                    + " a scheme and a space, as in 'Bearer ...'");
        }
        return text;
    }
}
