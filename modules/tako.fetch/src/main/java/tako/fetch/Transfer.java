package tako.fetch;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tako.config.OriginAddress;
import tako.store.Entry;
import tako.store.PartialImage;
import tako.store.StoreException;

/** One image's bytes, from whichever origin sends them; each attempt goes on where the one before stopped. */
final class Transfer implements Rounds.Question<Entry> {
    private final Entry entry;
    private final PartialImage partial;
    private final Transports transports;
    private final Reporter reporter;
    /** The origins with which it began again: what one has sent must not be held against another. */
    private final Set<OriginAddress> begunAgain = new HashSet<>();

    /**
     * For one image.
     *
     * @param partial where the bytes go
     */
    Transfer(Entry entry, PartialImage partial, Transports transports, Reporter reporter) {
        this.entry = entry;
        this.partial = partial;
        this.transports = transports;
        this.reporter = reporter;
    }

    /** Empty if the origin has withdrawn the image. One that sends some of it and breaks off is asked for the rest. */
    @Override
    public Optional<Entry> ask(OriginAddress origin) throws FetchException, StoreException {
        URI file = origin.uri().resolve("store/" + entry.digest());
        boolean stalled = false;
        while (true) {
            long before = partial.size();
            try {
                return from(origin, file) ? Optional.of(entry) : Optional.empty();
            } catch (TransientException e) {
                if (partial.missing() == 0 && partial.store()) { // only the end of the answer did not come
                    return Optional.of(entry);
                }
                boolean gotSomewhere = partial.size() - before >= Limits.WORTHWHILE;
                if (gotSomewhere) {
                    transports.rounds().progressed();
                }
                boolean isFirstStall = e.isStall() && !stalled;
                if (!(e.isStall() ? isFirstStall : gotSomewhere) || !goesOn(e)) {
                    throw e;
                }
                stalled = e.isStall();
            }
        }
    }

    @Override
    public boolean isContent() {
        return false;
    }

    private boolean goesOn(TransientException e) {
        String here = "; " + partial.size() + " of " + entry.size() + " bytes are here";
        return transports.rounds().pause(e.getMessage() + here, e.notBefore());
    }

    /** Begins again, once, when what was there already turns out not to belong to the image. */
    private boolean from(OriginAddress origin, URI file) throws FetchException, StoreException {
        Reply reply = ask(file);
        if (reply instanceof Reply.OtherRange) {
            partial.restart();
            reply = ask(file);
        }
        if (!(reply instanceof Reply.Found found)) {
            return false;
        }
        receive(found, file);
        if (partial.store()) {
            return true;
        }
        if (found.offset() > 0 && begunAgain.add(origin)) {
            reporter.warning("the resumed download of " + Address.of(file) + " was damaged; it begins again");
            return from(origin, file);
        }
        throw new FetchException(
                Address.of(file) + ": refused the image, for its SHA-256 is not the one that the manifest signs");
    }

    private Reply ask(URI file) throws FetchException, StoreException {
        return transports.of(file).get(file, partial.size(), partial.validatorFrom(name(file)));
    }

    private static String name(URI file) {
        return Address.withoutUserInfo(file).toASCIIString();
    }

    private void receive(Reply.Found found, URI file) throws FetchException, StoreException {
        try (Body body = found.body()) {
            long length = found.length().orElse(entry.size());
            if (length != entry.size()) {
                throw new FetchException(Address.of(file) + ": refused the image, for it has " + length
                        + " bytes and the manifest signs " + entry.size());
            }
            if (found.offset() == 0 && partial.size() > 0) {
                partial.restart();
            }
            partial.comesFrom(name(file), found.validator());
            copy(body, file);
        }
    }

    private void copy(Body body, URI file) throws FetchException, StoreException {
        try (Reporter.Progress progress =
                reporter.begin("downloading " + entry.version(), partial.size(), entry.size())) {
            for (Optional<ByteBuffer> bytes = body.next(); bytes.isPresent(); bytes = body.next()) {
                if (bytes.get().remaining() > partial.missing()) {
                    throw new FetchException(Address.of(file) + ": refused the image, for it has more than the "
                            + entry.size() + " bytes that the manifest signs");
                }
                partial.write(bytes.get());
                progress.at(partial.size());
            }
        }
        if (partial.missing() > 0) {
            throw new TransientException(
                    Address.of(file) + ": the image ended after " + partial.size() + " of " + entry.size() + " bytes");
        }
    }
}
