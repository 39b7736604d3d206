package tako.fetch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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

    private final Network network;
    private final long largest;
    private final Listener listener;
    private final ServiceNotifier notifier;
    private final Duration turn;

    /**
     * For one run, as every run of the program is.
     *
     * @param userAgent what to call ourselves to servers
     * @param environment the process's environment
     * @param largest the most bytes of an image that are downloaded or hashed; {@link Long#MAX_VALUE} for any image
     * @param listener told how each image fares
     */
    public Updates(String userAgent, Map<String, String> environment, long largest, Listener listener) {
        this(
                new Network(
                        userAgent,
                        environment,
                        Limits.STANDARD,
                        new Time.OfTheMachine(),
                        new Random(),
                        new Addresses.OfTheMachine()),
                new ServiceNotifier(environment),
                Turns.LENGTH,
                largest,
                listener);
    }

    /**
     * The same, with another network, clock and pace.
     *
     * @param network how to reach the origins, and how long to wait for them
     * @param notifier told what goes on, for systemd to show
     * @param turn how long one image may keep others waiting
     * @param largest the most bytes of an image that are downloaded or hashed
     * @param listener told how each image fares
     */
    Updates(Network network, ServiceNotifier notifier, Duration turn, long largest, Listener listener) {
        this.network = network;
        this.notifier = notifier;
        this.turn = turn;
        this.largest = largest;
        this.listener = listener;
    }

    /**
     * Finishes what earlier runs have left, updates each image, then restarts the units of all.
     *
     * @return those that another run is left with, from the first on that is too large for this one: none of them has
     *     ended. Where something has begun already that this run has to finish, or it has taken some time to ask the
     *     origin, no image is too large for it
     */
    public List<Config> run(List<Config> configs, Mode mode) {
        try (Units units = new Units()) {
            List<Update> updates = new ArrayList<>();
            boolean early = configs.size() > 1 && mode != Mode.IF_MISSING; // which may need no network at all
            for (Config config : configs) {
                Reporter reporter = reporter(config);
                Transports transports =
                        early ? network.earlyTransports(config, reporter) : network.transports(config, reporter);
                updates.add(new Update(config, transports, units, InstantSource.system(), reporter));
            }
            Map<Update, Activation> left = mode == Mode.IF_MISSING ? new HashMap<>() : takeOver(updates);
            Map<Activation, Outcome> finished = conclude(units, List.copyOf(left.values()));
            List<Activation> begun = new ArrayList<>();
            Turns turns = new Turns(updates, turn);
            while (!turns.areOver()) {
                Update update = turns.begin();
                boolean canLeave = left.isEmpty() && begun.isEmpty() && !turns.haveSetAside();
                update.limitSize(canLeave ? largest : Long.MAX_VALUE);
                try {
                    Optional<Activation> earlier = Optional.ofNullable(left.get(update));
                    Update.Step step = step(update, mode, earlier, finished);
                    if (step instanceof Update.Step.Ended(Outcome outcome)) { // a switch over types starts slowly
                        listener.ended(update.config(), outcome);
                    } else if (step instanceof Update.Step.Activating(Activation activation)) {
                        begun.add(activation);
                    }
                } catch (TooLargeException e) {
                    return remaining(update, turns);
                } catch (TurnOverException e) {
                    update.pause(e);
                    tellOnce(update, Optional.ofNullable(left.remove(update)), finished);
                    turns.again(update);
                } catch (FetchException | RuntimeException | Error e) { // a fault with one is none of the others'
                    listener.failed(update.config(), update.whatStays(), e);
                }
                update.endTurn();
                List<Activation> ready = ready(begun, turns.waiting());
                begun.removeAll(ready);
                conclude(units, ready).forEach((activation, outcome) -> listener.ended(activation.config(), outcome));
            }
        }
        return List.of();
    }

    private static List<Config> remaining(Update first, Turns turns) {
        List<Update> updates = new ArrayList<>(List.of(first));
        updates.addAll(turns.waiting());
        List<Config> remaining = new ArrayList<>();
        for (Update update : updates) {
            update.endTurn();
            remaining.add(update.config());
        }
        return remaining;
    }

    /**
     * Those that share no unit with images that are still to come, nor with others that do: an origin that is slow must
     * not keep the units of other images waiting.
     */
    private static List<Activation> ready(List<Activation> begun, Collection<Update> later) {
        Set<String> awaited = new HashSet<>();
        for (Update update : later) {
            awaited.addAll(update.config().restartUnits());
        }
        List<Activation> ready = new ArrayList<>(begun);
        boolean complete = false;
        while (!complete) {
            complete = true;
            for (Activation activation : List.copyOf(ready)) {
                List<String> units = activation.config().restartUnits();
                if (!Collections.disjoint(units, awaited)) {
                    awaited.addAll(units);
                    ready.remove(activation);
                    complete = false;
                }
            }
        }
        return ready;
    }

    /** Takes those out that fail. */
    private Map<Update, Activation> takeOver(List<Update> updates) {
        Map<Update, Activation> left = new LinkedHashMap<>();
        for (Update update : List.copyOf(updates)) {
            try {
                update.takeOver().ifPresent(activation -> left.put(update, activation));
            } catch (FetchException | RuntimeException | Error e) {
                listener.failed(update.config(), update.whatStays(), e);
                updates.remove(update);
            }
        }
        return left;
    }

    private Map<Activation, Outcome> conclude(Units units, List<Activation> activations) {
        try {
            return activations.isEmpty() ? Map.of() : new Activations(units).conclude(activations);
        } catch (RuntimeException | Error e) {
            for (Activation activation : activations) {
                activation.close();
                listener.failed(activation.config(), "units may still have to restart, which the next run does", e);
            }
            return Map.of();
        }
    }

    private Update.Step step(Update update, Mode mode, Optional<Activation> left, Map<Activation, Outcome> finished)
            throws FetchException {
        Optional<Outcome> outcome = left.map(finished::get);
        if (outcome.isEmpty()) {
            return update.run(mode);
        }
        if (outcome.get() instanceof Outcome.RolledBack) { // its end is not the run's, but is not to be missed
            listener.ended(update.config(), outcome.get());
        }
        return update.run(mode, left.orElseThrow(), outcome.get());
    }

    /** The end of what an earlier run had left, unless that was told before this turn, which was to tell it. */
    private void tellOnce(Update update, Optional<Activation> left, Map<Activation, Outcome> finished) {
        Optional<Outcome> outcome = left.map(finished::get);
        if (outcome.isPresent()
                && !(outcome.get() instanceof Outcome.RolledBack)
                && !(outcome.get() instanceof Outcome.Updated)) {
            listener.ended(update.config(), outcome.get());
        }
    }

    private Reporter reporter(Config config) {
        return new NotifyingReporter(listener.about(config), notifier, System::nanoTime);
    }
}
