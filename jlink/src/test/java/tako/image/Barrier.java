package tako.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a service's start waits for a test, so that it is certain what else is at work meanwhile. Open at first. */
final class Barrier {
    private final Host host;
    private final Path fifo;
    private final Path closed;
    private final Path reached;

    /** Needs this directory, which the host shares, for itself. */
    Barrier(Host host, Path directory) throws IOException, InterruptedException {
        this.host = host;
        this.fifo = directory.resolve("fifo");
        this.closed = directory.resolve("closed");
        this.reached = directory.resolve("reached");
        host.run("mkfifo", fifo.toString());
    }

    /** A line of a service. */
    String line() {
        return line("ExecStartPre");
    }

    /** The same for another moment in a service's life. */
    String line(String key) {
        return "%s=/bin/sh -c 'test ! -e \"%s\" || { mv \"%s\" \"%s\"; read line <\"%s\"; }'"
                .formatted(key, closed, closed, reached, fifo);
    }

    /** The next start waits. */
    void close() throws IOException {
        Files.createFile(closed);
    }

    /** Returns when a start waits. */
    void awaitReached() throws Exception {
        Eventually.until("a start waits", () -> Files.deleteIfExists(reached));
    }

    /** Lets the start go on that waits. */
    void open() throws IOException, InterruptedException {
        host.run("sh", "-c", "echo >\"$0\"", fifo.toString());
    }
}
