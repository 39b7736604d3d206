package tako.fetch;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        List<String> problems = new ArrayList<>();
        try (PartialImage partial = destination.partial(entry)) {
            if (partial.size() == entry.size() && partial.store()) {
                return true;
            }
            destination.makeRoom(
                    entry,
                    partial.missing(),
                    config.keepImages(),
                    old -> reporter.info("removed the old image " + old + " to make room"));
            for (OriginAddress origin : config.origins()) {
                try {
                    if (from(origin.uri().resolve("store/" + entry.digest()), entry, partial)) {
                        problems.forEach(reporter::warning);
                        return true;
                    }
                } catch (FetchException e) {
                    problems.add(e.getMessage());
                }
            }
            if (problems.isEmpty()) {
                reporter.info("there is no image of " + entry.version() + " (404 or 410) at "
                        + String.join(", ", places()) + ": withdrawn, or not uploaded yet?");
                return false;
            }
            String rest = partial.size() == 0
                    ? ""
                    : "; " + partial.size() + " of " + entry.size()
                            + " bytes are here, the next run goes on from there";
            throw new FetchException(String.join("; ", problems) + rest);
        }
    }

    private List<String> places() {
        List<String> places = new ArrayList<>();
        for (OriginAddress origin : config.origins()) {
            places.add(origin.toString());
        }
        return places;
    }

    /** One origin; begins again once when what was there already turns out not to belong to the image. */
    private boolean from(URI file, Entry entry, PartialImage partial) throws FetchException, StoreException {
        Reply reply = ask(file, partial);
        if (reply instanceof Reply.OtherRange) {
            partial.restart();
            reply = ask(file, partial);
        }
        if (!(reply instanceof Reply.Found found)) {
            return false;
        }
        receive(found, file, entry, partial);
        if (partial.store()) {
            return true;
        }
        if (found.offset() > 0) {
            reporter.warning("the resumed download of " + Address.of(file) + " was damaged; it begins again");
            return from(file, entry, partial);
        }
        throw new FetchException(
                Address.of(file) + ": refused the image, for its SHA-256 is not the one that the manifest signs");
    }

    private Reply ask(URI file, PartialImage partial) throws FetchException, StoreException {
        Transport transport = transports.of(file);
        if (partial.size() == 0) {
            return transport.get(file, Optional.empty());
        }
        return transport.getRest(file, partial.size(), partial.validatorFrom(name(file)));
    }

    private static String name(URI file) {
        return Address.withoutUserInfo(file).toASCIIString();
    }

    private void receive(Reply.Found found, URI file, Entry entry, PartialImage partial)
            throws FetchException, StoreException {
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
            copy(body, file, entry, partial);
        }
    }

    private void copy(Body body, URI file, Entry entry, PartialImage partial) throws FetchException, StoreException {
        byte[] buffer = new byte[Body.BUFFER_SIZE];
        try (Reporter.Progress progress =
                reporter.begin("downloading " + entry.version(), partial.size(), entry.size())) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                if (read > partial.missing()) {
                    throw new FetchException(Address.of(file) + ": refused the image, for it has more than the "
                            + entry.size() + " bytes that the manifest signs");
                }
                partial.write(buffer, read);
                progress.at(partial.size());
            }
        }
        if (partial.missing() > 0) {
            throw new FetchException(
                    Address.of(file) + ": the image ended after " + partial.size() + " of " + entry.size() + " bytes");
        }
    }
}
