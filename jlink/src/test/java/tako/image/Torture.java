package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tako.crypto.Digest;

/** A publisher, a host whose updates are killed, and new hosts whose first installations are. */
final class Torture implements AutoCloseable {
    /** The most that a run writes to a download at once. */
    private static final int PIECE = 512 << 10;

    /** How many times it writes to one at least, so that a download has a middle to be killed in. */
    private static final int SURE_WRITES = 3;

    /** For a last write of half a piece; bytes may come in smaller ones, and then there are more. */
    private static final int SIZE = SURE_WRITES * PIECE - PIECE / 2;

    /** Bytes; each of 50 rounds takes a handful of images. */
    private static final long DOWNLOADS = 1000L * SIZE;

    private final Random random;
    private final Published published;
    private final Victim host;
    private final List<Digest> images = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();
    private final Duration update;
    private int newHosts;

    /** A step of an installation or of an update to be killed at, whose images have been replaced by their age. */
    private record Kill(FileSteps.Step step, boolean installs) {}

    /** Finds out which steps there are. */
    Torture(Path place, Random random) throws Exception {
        this.random = random;
        this.published = new Published(place);
        published.origin().allow(DOWNLOADS);
        this.host = host(published.destination());
        publish();
        addSteps(true);
        publish();
        host.converges(digest(0), "a plain run");
        publish();
        long start = System.nanoTime();
        host.converges(digest(0), "a plain run");
        this.update = Duration.ofNanos(System.nanoTime() - start);
        publish();
        addSteps(false);
        assertThat(kills).as("the steps of an installation and an update").hasSizeGreaterThan(80);
    }

    private void addSteps(boolean install) throws Exception {
        for (FileSteps.Step step : host.steps()) {
            if (!step.call().equals("write") || step.number() <= SURE_WRITES) {
                kills.add(new Kill(anonymous(step), install));
            }
        }
    }

    private Victim host(Path destination) throws Exception {
        String name = destination.getFileName().toString();
        String url = published.origin().url();
        Victim victim = new Victim(
                destination,
                published.config(name + ".conf", url, published.publicKey(), destination, "KeepImages=" + Victim.KEPT));
        images.forEach(victim::expect);
        return victim;
    }

    private void publish() throws Exception {
        byte[] image = new byte[SIZE];
        random.nextBytes(image);
        images.add(Digest.of(image));
        host.expect(images.getLast());
        published.publish("1." + images.size() + ".0", image);
    }

    /** An image by its age, the newest first. */
    private Digest digest(int age) {
        return images.get(images.size() - 1 - age);
    }

    private FileSteps.Step anonymous(FileSteps.Step step) {
        FileSteps.Step anonymous = step;
        for (int age = 0; age < Math.min(images.size(), Victim.KEPT + 1); age++) {
            anonymous = anonymous.with(digest(age).toString(), ageName(age));
        }
        return anonymous;
    }

    private FileSteps.Step named(FileSteps.Step anonymous) {
        FileSteps.Step step = anonymous;
        for (int age = 0; age < Math.min(images.size(), Victim.KEPT + 1); age++) {
            step = step.with(ageName(age), digest(age).toString());
        }
        return step;
    }

    private static String ageName(int age) {
        return "{" + age + "}";
    }

    /** Kills an update at any time of it; tells whether it had not ended before. */
    boolean killAtAnyTime() throws Exception {
        publish();
        Duration time = Duration.ofNanos(random.nextLong(update.toNanos()));
        boolean killed = host.killAfter(time);
        host.converges(digest(0), "a run that was killed after " + time);
        return killed;
    }

    /** Kills an installation or an update before one of their steps. */
    void killBeforeStep(int number) throws Exception {
        Kill kill = kills.get(number % kills.size());
        if (!kill.installs()) {
            publish();
            killBefore(named(kill.step()), host);
            return;
        }
        try (Victim newHost = host(published.directory().resolve("new host " + newHosts++))) {
            killBefore(named(kill.step()), newHost);
        }
    }

    private void killBefore(FileSteps.Step step, Victim victim) throws Exception {
        victim.killBefore(step);
        victim.converges(digest(0), "a run that was killed before " + step);
    }

    @Override
    public void close() {
        host.close();
        published.close();
    }
}
