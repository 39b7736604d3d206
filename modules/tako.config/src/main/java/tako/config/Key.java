package tako.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of a configuration file. */
enum Key {
    ORIGIN("Origin", Times.ONE_OR_MORE),
    PUBLIC_KEY("PublicKey", Times.ONE_OR_MORE),
    DESTINATION("Destination", Times.ONE),
    VERSION("Version", Times.AT_MOST_ONE),
    PRE_RELEASE("PreRelease", Times.AT_MOST_ONE),
    RESTART_UNIT("RestartUnit", Times.ANY),
    ROLLBACK("Rollback", Times.AT_MOST_ONE),
    SETTLE("SettleSec", Times.AT_MOST_ONE),
    KEEP_IMAGES("KeepImages", Times.AT_MOST_ONE),
    MAX_MANIFEST_SIZE("MaxManifestSize", Times.AT_MOST_ONE),
    CA_FILE("CAFile", Times.AT_MOST_ONE),
    CLIENT_CERTIFICATE("ClientCertificate", Times.AT_MOST_ONE),
    CLIENT_KEY("ClientKey", Times.AT_MOST_ONE),
    AUTH_FILE("AuthFile", Times.AT_MOST_ONE),
    TIMEOUT("TimeoutSec", Times.AT_MOST_ONE),
    RATE_LIMIT("RateLimit", Times.AT_MOST_ONE);

    private static final String RESTART_UNIT_ALIAS = "Restart";
    private static final List<Key> ALL = List.of(values());

    private final String text;
    private final Times times;

    Key(String text, Times times) {
        this.text = text;
        this.times = times;
    }

    /** How often a key may stand in a file. */
    private enum Times {
        ONE_OR_MORE,
        ONE,
        AT_MOST_ONE,
        ANY
    }

    static List<Key> all() {
        return ALL;
    }

    /** The key that is written so, in upper and lower case as it is. */
    static Optional<Key> find(String text) {
        for (Key key : ALL) {
            if (key.text.equals(text)) {
                return Optional.of(key);
            }
        }
        return text.equals(RESTART_UNIT_ALIAS) ? Optional.of(RESTART_UNIT) : Optional.empty();
    }

    /** How all keys are written. */
    static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Key key : ALL) {
            texts.add(key.text);
        }
        return texts;
    }

    /** All of them in one sentence. */
    static String list() {
        return String.join(", ", texts());
    }

    boolean isRequired() {
        return times == Times.ONE || times == Times.ONE_OR_MORE;
    }

    boolean isList() {
        return times == Times.ANY || times == Times.ONE_OR_MORE;
    }

    /** How it is written. */
    @Override
    public String toString() {
        return text;
    }
}
