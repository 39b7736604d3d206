package tako.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import tako.crypto.Digest;

/** Reads through {@code latest} again and again, as users of an image do at any time, and hashes what it finds. */
final class LatestWatch implements AutoCloseable {
    /** Short beside a run, and long beside a look. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Path latest;
    private final Set<Digest> signed = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile Optional<String> fault = Optional.empty();
    private volatile boolean ended;

    private LatestWatch(Path latest) {
        this.latest = latest;
        this.thread = Thread.ofPlatform().name("watch").unstarted(this::watch);
    }

    /** Begins with a destination, which need not be there yet. */
    static LatestWatch over(Path destination) {
        LatestWatch watch = new LatestWatch(destination.resolve("latest"));
        watch.thread.start();
        return watch;
    }

    /** This image may be seen from now on. */
    void expect(Digest image) {
        signed.add(image);
    }

    private void watch() {
        while (!ended && fault.isEmpty()) {
            try {
                fault = look();
            } catch (IOException e) {
                fault = Optional.of(e.toString());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** What is wrong, if something is. */
    private Optional<String> look() throws IOException {
        if (!Files.exists(latest, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Path before = Files.readSymbolicLink(latest);
        try {
            Digest digest = Digest.of(Files.readAllBytes(latest));
            return signed.contains(digest) ? Optional.empty() : Optional.of("latest led to " + digest);
        } catch (NoSuchFileException e) {
            boolean moved = !Files.readSymbolicLink(latest).equals(before);
            return moved ? Optional.empty() : Optional.of("latest led to " + before + ", which is missing");
        }
    }

    /** What was wrong, if something ever was. */
    Optional<String> fault() {
        return fault;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
