package tako.fetch;

import java.net.URI;

/** How one image's run gets files: the transport for each scheme that an origin may have, and the patience for it. */
final class Transports {
    private final Transport http;
    private final Transport file;
    private final Rounds rounds;
    private final Deadline deadline;

    Transports(Transport http, Transport file, Rounds rounds, Deadline deadline) {
        this.http = http;
        this.file = file;
        this.rounds = rounds;
        this.deadline = deadline;
    }

    Transport of(URI uri) {
        return uri.getScheme().equalsIgnoreCase("file") ? file : http;
    }

    /** Drops what was asked early and is not wanted any more. */
    void endTurn() {
        http.endTurn();
    }

    /** How the origins are asked. */
    Rounds rounds() {
        return rounds;
    }

    /** When the run has to be over, as far as images are not in use yet. */
    Deadline deadline() {
        return deadline;
    }
}
