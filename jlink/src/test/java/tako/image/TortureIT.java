package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are killed, before each of their steps and at any time: {@code make torture N=10000} kills so many.
 * {@code -Dtako.torture.seed=} repeats the times and the images of a run that failed.
 */
@Tag("strace")
class TortureIT {
    /** Half of them so many that a run is killed before every step of an installation and of an update. */
    private static final int KILLS = Integer.getInteger("tako.torture", 210);

    private static final long SEED = Long.getLong("tako.torture.seed", System.nanoTime());

    /** One for each processor that the tests are made for. */
    private static final int VICTIMS = 2;

    /** Rounds after which another publisher and host take over, for a manifest only grows. */
    private static final int ROUNDS = 50;

    @TempDir
    Path parent;

    private final AtomicInteger kills = new AtomicInteger();

    @Test
    void everyRunThatIsKilledLeavesVerifiedImagesAloneAndTheNextOneConverges() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int number = 0; number < VICTIMS; number++) {
            int victim = number;
            tasks.add(() -> torture(victim));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(VICTIMS)) {
            for (Future<Integer> task : executor.invokeAll(tasks)) {
                assertThat(task.get()).isPositive();
            }
        }
        assertThat(kills).hasValueGreaterThanOrEqualTo(KILLS);
    }

    /** Gives how many publishers it took. */
    private int torture(int number) throws Exception {
        Random random = new Random(SEED + number);
        int step = number; // every second one of all steps, and the others are the other's
        int publishers = 0;
        while (kills.get() < KILLS) {
            Path place = Files.createDirectory(parent.resolve(number + "-" + publishers++));
            try (Torture torture = new Torture(place, random)) {
                for (int i = 0; i < ROUNDS && kills.get() < KILLS; i++) {
                    kills.addAndGet(torture.killAtAnyTime() ? 2 : 1);
                    torture.killBeforeStep(step);
                    step += VICTIMS;
                }
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with -Dtako.torture.seed=" + SEED + ": " + e.getMessage(), e);
            }
            delete(place);
        }
        return publishers;
    }

    private static void delete(Path place) throws Exception {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
