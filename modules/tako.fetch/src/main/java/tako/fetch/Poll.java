package tako.fetch;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tako.config.Config;
import tako.config.OriginAddress;
import tako.store.Destination;
import tako.store.LocalCopy;
import tako.store.LocalManifest;
import tako.store.LockedDestination;
import tako.store.Manifest;
import tako.store.Relation;
import tako.store.StoreException;
import tako.store.Validator;

/** Step 2 of a run: the newest manifest that an origin has, each asked in turn until one is not behind what is here. */
final class Poll implements Rounds.Question<Poll.Result> {
    private static final String MANIFEST = "manifest";

    /** What the origins said. */
    sealed interface Result {
        /** The manifest to go by. */
        Manifest manifest();

        /** The origin still has what is here. */
        record Unchanged(Manifest manifest) implements Result {}

        /** The origin sent this one, equal to what is here or newer. */
        record Received(Manifest manifest, String origin, Validator validator) implements Result {}

        /** Every origin that answered has less than what is here. */
        record Lagging(Manifest manifest) implements Result {}
    }

    private final Config config;
    private final Transports transports;
    private final LockedDestination destination;
    private final LocalCopy copy;
    private final Reporter reporter;
    private Map<String, Validator> validators = Map.of();
    private boolean lagging;

    /**
     * For one run.
     *
     * @param copy what is here, which may be verified meanwhile
     */
    Poll(Config config, Transports transports, LockedDestination destination, LocalCopy copy, Reporter reporter) {
        this.config = config;
        this.transports = transports;
        this.destination = destination;
        this.copy = copy;
        this.reporter = reporter;
    }

    /** Lets what it takes to ask the first origin be made ready while something else is done. */
    static void prepare(Config config, Transports transports) {
        URI first = config.origins().getFirst().uri();
        transports.of(first).prepare(first);
    }

    /** Lets the origin that is asked first be asked early, while other images have their turns. */
    static void expect(Config config, Transports transports, Destination destination) {
        OriginAddress first = config.origins().getFirst();
        URI file = first.uri().resolve(MANIFEST);
        transports.of(file).expect(file, () -> destination.lastValidator(name(first)));
    }

    /**
     * Asks the origins.
     *
     * @throws FetchException if none has a manifest that can be used, or one has a history that contradicts ours
     */
    Result run() throws FetchException, StoreException {
        validators = destination.validators(copy);
        Rounds.Result<Result> said = transports.rounds().ask(config.origins(), this);
        if (said.answer().isEmpty() && !lagging) {
            throw new FetchException(String.join("; ", said.problems()));
        }
        said.warn(reporter);
        return said.answer().isPresent() ? said.answer().get() : new Result.Lagging(local().orElseThrow());
    }

    /** The manifest that is here, if it can be gone by; waits until that is known. */
    private Optional<Manifest> local() {
        return copy.manifest() instanceof LocalManifest.Verified(Manifest manifest)
                ? Optional.of(manifest)
                : Optional.empty();
    }

    /** Keeps what an origin has sent, for the next run to compare with; nothing where it has sent nothing. */
    void remember(Result result) throws StoreException {
        if (!(result instanceof Result.Received(Manifest manifest, String origin, Validator validator))) {
            return;
        }
        Map<String, Validator> known = new TreeMap<>();
        Optional<Manifest> local = local();
        if (local.isPresent() && local.get().hasBytesOf(manifest)) {
            known.putAll(validators);
        } else {
            destination.save(manifest);
        }
        Optional<Validator> before = Optional.ofNullable(known.get(origin));
        if (!validator.isEmpty() && !before.equals(Optional.of(validator))) {
            known.put(origin, validator);
            destination.saveValidators(manifest, known);
        }
    }

    /** Empty if the origin lags behind. */
    @Override
    public Optional<Result> ask(OriginAddress origin) throws FetchException, StoreException {
        Result result = ask(origin, Optional.ofNullable(validators.get(name(origin))));
        Optional<Manifest> local = local();
        return result instanceof Result.Received received && local.isPresent()
                ? judge(received, local.get(), origin)
                : Optional.of(result);
    }

    @Override
    public boolean isContent() {
        return lagging;
    }

    /** An origin's name in our files: its URL without credentials. */
    private static String name(OriginAddress origin) {
        return Address.withoutUserInfo(origin.uri()).toASCIIString();
    }

    private Result ask(OriginAddress origin, Optional<Validator> validator) throws FetchException {
        URI file = origin.uri().resolve(MANIFEST);
        Reply reply = transports.of(file).getNow(file, validator);
        if (reply instanceof Reply.NotModified && validator.isPresent()) {
            Optional<Manifest> known = local();
            return known.isPresent() ? new Result.Unchanged(known.get()) : askAnew(origin);
        }
        if (!(reply instanceof Reply.Found found)) {
            throw new FetchException(
                    Address.of(file) + ": there is no manifest; is Origin= the directory that 'tako store' wrote?");
        }
        byte[] bytes = read(found, file);
        Optional<Manifest> local = local();
        if (local.isPresent() && local.get().hasBytes(bytes)) {
            return new Result.Received(local.get(), name(origin), found.validator());
        }
        return new Result.Received(verify(bytes, file), name(origin), found.validator());
    }

    /** What is here is not to be gone by, so that the origin has to send what it has. */
    private Result askAnew(OriginAddress origin) throws FetchException {
        validators = Map.of();
        return ask(origin, Optional.empty());
    }

    private byte[] read(Reply.Found found, URI file) throws FetchException {
        int max = config.maxManifestSize();
        try (Body body = found.body()) {
            if (found.length().orElse(0) <= max) {
                byte[] bytes = body.readUpTo(max + 1);
                if (bytes.length <= max) {
                    return bytes;
                }
            }
        }
        throw new FetchException(Address.of(file) + ": the manifest is larger than MaxManifestSize=" + max + " bytes");
    }

    private Manifest verify(byte[] bytes, URI file) throws FetchException {
        try {
            return Manifest.verify(bytes, config.publicKeys());
        } catch (StoreException e) {
            throw new FetchException(Address.of(file) + ": refused the manifest: " + StoreException.reason(e), e);
        }
    }

    private Optional<Result> judge(Result.Received received, Manifest here, OriginAddress origin)
            throws FetchException, StoreException {
        return switch (received.manifest().relationTo(here)) {
            case Relation.Equal() -> Optional.of(received);
            case Relation.Newer(int added) -> Optional.of(received);
            case Relation.Stale(int missing) -> {
                reporter.info(origin + " lags behind: it lacks " + missing
                        + (missing == 1 ? " version that is" : " versions that are") + " known here");
                lagging = true;
                yield Optional.empty();
            }
            case Relation.Forked(var version) ->
                throw new AbortException(origin
                        + ": refused the manifest, for it contradicts the one here at"
                        + " version " + version + ". Both are signed: the publisher's key or tools rewrote history."
                        + " The proof is " + destination.destination().manifestFile() + " and "
                        + destination.saveForked(received.manifest()) + "; ask the publisher");
        };
    }
}
