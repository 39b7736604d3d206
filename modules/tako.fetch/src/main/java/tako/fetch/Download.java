package tako.fetch;

import java.util.ArrayList;
import java.util.List;
import tako.config.Config;
import tako.config.OriginAddress;
import tako.store.Entry;
import tako.store.LockedDestination;
import tako.store.PartialImage;
import tako.store.StoreException;

/** Step 4 of a run: an image from the origins, each asked in turn, resumed where the last attempt stopped. */
final class Download {
    private final Config config;
    private final Transports transports;
    private final LockedDestination destination;
    private final Reporter reporter;

    Download(Config config, Transports transports, LockedDestination destination, Reporter reporter) {
        this.config = config;
        this.transports = transports;
        this.destination = destination;
        this.reporter = reporter;
    }

    /**
     * Brings the image into the store.
     *
     * @return false if all origins have withdrawn it
     * @throws FetchException if it cannot be had; what came of it stays for the next run
     */
    boolean run(Entry entry) throws FetchException, StoreException {
        try (PartialImage partial = destination.partial(entry)) {
            if (partial.size() == entry.size() && partial.store()) {
                return true;
            }
            destination.makeRoom(
                    entry,
                    partial.missing(),
                    config.keepImages(),
                    old -> reporter.info("removed the old image " + old + " to make room"));
            return from(config.origins(), entry, partial);
        }
    }

    private boolean from(List<OriginAddress> origins, Entry entry, PartialImage partial)
            throws FetchException, StoreException {
        Rounds.Result<Entry> result;
        try {
            result = transports.rounds().ask(origins, new Transfer(entry, partial, transports, reporter));
        } catch (TurnOverException e) {
            throw new TurnOverException(e.getMessage() + "; " + here(partial, entry));
        } catch (AbortException e) {
            throw new AbortException(e.getMessage() + rest(partial, entry));
        }
        if (result.answer().isPresent()) {
            result.warn(reporter);
            return true;
        }
        if (result.problems().isEmpty()) {
            reporter.info("there is no image of " + entry.version() + " (404 or 410) at "
                    + String.join(", ", places(origins)) + ": withdrawn, or not uploaded yet?");
            return false;
        }
        throw new FetchException(String.join("; ", result.problems()) + rest(partial, entry));
    }

    private static List<String> places(List<OriginAddress> origins) {
        List<String> places = new ArrayList<>();
        for (OriginAddress origin : origins) {
            places.add(origin.toString());
        }
        return places;
    }

    private static String rest(PartialImage partial, Entry entry) {
        return partial.size() == 0 ? "" : "; " + here(partial, entry) + ", the next run goes on from there";
    }

    private static String here(PartialImage partial, Entry entry) {
        return partial.size() + " of " + entry.size() + " bytes are here";
    }
}
