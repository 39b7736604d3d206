package tako.fetch;

import java.util.List;
import java.util.Optional;
import tako.config.Config;
import tako.crypto.Digest;
import tako.store.Destination;
import tako.store.Entry;
import tako.store.FailedImage;
import tako.store.LockedDestination;
import tako.store.Manifest;
import tako.store.StoreException;
import tako.store.Version;

/** Steps 3 and 4 of a run: which image it is to be, and having it. */
final class Selection {
    private final Config config;
    private final Transports transports;
    private final LockedDestination locked;
    private final Destination destination;
    private final long largest;
    private final Reporter reporter;

    /**
     * For one run.
     *
     * @param largest an image with more bytes than this is not hashed, and so not downloaded either
     */
    Selection(Config config, Transports transports, LockedDestination locked, long largest, Reporter reporter) {
        this.config = config;
        this.transports = transports;
        this.locked = locked;
        this.destination = locked.destination();
        this.largest = largest;
        this.reporter = reporter;
    }

    /** The image that {@code latest} is to point at. */
    sealed interface Choice {
        /** It is in the store. */
        record Ready(Entry entry, boolean downloaded) implements Choice {}

        /** There is none, and why. */
        record Nothing(String reason) implements Choice {}
    }

    /**
     * Takes the best version that is allowed, has not failed here, and is here or can be had.
     *
     * @throws TooLargeException before anything is done about an image that is too large
     * @throws FetchException if one could be had and failed to come
     */
    Choice choose(Manifest manifest, Optional<Version> installed) throws FetchException, StoreException {
        if (installed.isPresent() && config.policy().isStuckAt(installed.get())) {
            reporter.warning("the installed version " + installed.get() + " begins with a word, so no other counts as"
                    + " compatible; set Version=");
        }
        if (installed.isEmpty()
                && destination.latest().isPresent()
                && config.policy().dependsOnInstalled()) {
            throw new FetchException(
                    "latest leads to an image that the manifest does not know, so it cannot be told which"
                            + " versions are compatible with it; set Version=");
        }
        List<Entry> candidates = config.policy().candidates(manifest.entries(), installed);
        boolean failed = false;
        for (Entry candidate : candidates) {
            if (hasFailed(candidate)) {
                failed = true;
                continue;
            }
            if (isHere(candidate)) {
                return new Choice.Ready(candidate, false);
            }
            if (new Download(config, transports, locked, reporter).run(candidate)) {
                return new Choice.Ready(candidate, true);
            }
        }
        if (candidates.isEmpty()) {
            return new Choice.Nothing("none of the " + manifest.entries().size()
                    + " published versions matches Version=" + config.policy().pattern());
        }
        return new Choice.Nothing("no origin has the image of a version that matches Version="
                + config.policy().pattern() + (failed ? " and has not failed here before" : ""));
    }

    /** The image that is installed is not passed over: what else would run? */
    private boolean hasFailed(Entry candidate) throws StoreException {
        if (destination.latest().equals(Optional.of(candidate.digest()))) {
            return false;
        }
        for (FailedImage failure : locked.journal().failures()) {
            if (failure.digest().equals(candidate.digest())) {
                reporter.info(candidate.version() + " failed here at " + failure.time()
                        + " and is passed over ('tako fetch" + " --retry-failed' tries it again): " + failure.reason());
                return true;
            }
        }
        return false;
    }

    /** Looks at an image, unless all its bytes are to be hashed, now or when they come, and they are too many. */
    private LockedDestination.Holding holding(Entry entry) throws FetchException, StoreException {
        if (locked.isStamped(entry)) {
            return LockedDestination.Holding.INTACT;
        }
        if (entry.size() > largest) {
            throw new TooLargeException(entry.version() + " has " + entry.size() + " bytes");
        }
        return locked.holding(entry);
    }

    private boolean isHere(Entry entry) throws FetchException, StoreException {
        return switch (holding(entry)) {
            case INTACT -> true;
            case MISSING -> false;
            case DAMAGED -> {
                reporter.warning(
                        destination.image(entry.digest()) + " (" + entry.version() + ") was changed since it was"
                                + " stored, so it is downloaded again. Does something mount it writable?");
                yield false;
            }
        };
    }

    /** Without a candidate nothing changes, but what is installed has to be whole for that to be good news. */
    Outcome nothing(Manifest manifest, Optional<Digest> latest, String reason) throws FetchException, StoreException {
        if (latest.isEmpty()) {
            return new Outcome.NoCandidate(reason, Optional.empty());
        }
        for (Entry entry : manifest.find(latest.get())) {
            if (holding(entry) == LockedDestination.Holding.INTACT) {
                return new Outcome.NoCandidate(reason, Optional.of(entry.version()));
            }
        }
        throw new FetchException("the installed image " + destination.image(latest.get())
                + " is damaged, missing or not in the manifest, and there is nothing to replace it: " + reason);
    }
}
