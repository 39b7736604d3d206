package tako.fetch;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tako.config.Config;
import tako.systemd.ServiceNotifier;

/** The updates of all images that one run is for. One that fails never stops the others. */
public final class Updates {
    /** What to do. */
    public enum Mode {
        /** Bring images up to date. */
        UPDATE,
        /** The same, with images that failed before. */
        RETRY_FAILED,
        /** Only see to it that there are images. */
        IF_MISSING
    }

    /** Where the run tells how each image fared. */
    public interface Listener {
        /** Where to tell what goes on with an image. */
        Reporter about(Config config);

        /** An image's update has ended. */
        void ended(Config config, Outcome outcome);

        /**
         * An image's update has failed.
         *
         * @param left what that leaves, in words
         */
        void failed(Config config, String left, Throwable cause);
    }

    private final String userAgent;
    private final Map<String, String> environment;
    private final Listener listener;
    private final ServiceNotifier notifier;
    private final Map<Optional<Path>, Transports> transports = new HashMap<>();

    /**
     * For one run.
     *
     * @param userAgent what to call ourselves to servers
     * @param environment the process's environment
     */
    public Updates(String userAgent, Map<String, String> environment, Listener listener) {
        this.userAgent = userAgent;
        this.environment = environment;
        this.listener = listener;
        this.notifier = new ServiceNotifier(environment);
    }

    /** Updates each image, then restarts the units of all. */
    public void run(List<Config> configs, Mode mode) {
        try (Units units = new Units()) {
            List<Activation> activations = new ArrayList<>();
            for (Config config : configs) {
                Update update = new Update(config, transports(config), units, InstantSource.system(), reporter(config));
                try {
                    switch (update.run(mode)) {
                        case Update.Step.Ended(Outcome outcome) -> listener.ended(config, outcome);
                        case Update.Step.Activating(Activation activation) -> activations.add(activation);
                    }
                } catch (FetchException | RuntimeException | Error e) { // a fault with one is none of the others'
                    listener.failed(config, update.whatStays(), e);
                }
            }
            new Activations(units)
                    .conclude(activations)
                    .forEach((activation, outcome) -> listener.ended(activation.config(), outcome));
        }
    }

    private Reporter reporter(Config config) {
        return new NotifyingReporter(listener.about(config), notifier, System::nanoTime);
    }

    /** Images that trust the same authorities share connections, and read the authorities once. */
    private Transports transports(Config config) {
        return transports.computeIfAbsent(
                config.caFile(), authorities -> new Transports(authorities, userAgent, environment));
    }
}
