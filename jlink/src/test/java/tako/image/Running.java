package tako.image;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The program at work. Closing it kills it if it still runs. */
final class Running implements AutoCloseable {
    /** Every run here takes less than a second; twenty at once on a busy machine take some more. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Tako.Streams streams;

    Running(Process process, Tako.Streams streams) {
        this.process = process;
        this.streams = streams;
    }

    /** Waits for the end. */
    Ended end() throws IOException, InterruptedException {
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        String out = Files.readString(streams.out());
        String err = Files.readString(streams.err());
        if (!ended) {
            throw new AssertionError("no end after " + LIMIT.toSeconds() + " s\n" + out + err);
        }
        return new Ended(process.exitValue(), out, err);
    }

    /** As {@code kill -9} does: the program learns nothing of it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM, as systemd and {@code kill} do, and waits for the end. */
    Ended terminate() throws IOException, InterruptedException {
        process.destroy();
        return end();
    }

    /** Sends SIGINT, as Ctrl-C does, and waits for the end. */
    Ended interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        return end();
    }

    /** Whether it is at work still when so much time has passed. */
    boolean outlasts(Duration time) throws InterruptedException {
        return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        kill();
        streams.close();
    }
}
