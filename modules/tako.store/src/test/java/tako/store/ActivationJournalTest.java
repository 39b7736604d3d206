package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.Digest;
import tako.store.ActivationRecord.Direction;

class ActivationJournalTest {
    private static final Instant TIME = Instant.parse("2026-07-01T12:00:00Z");

    @TempDir
    Path root;

    @Test
    void beginsEmpty() throws Exception {
        try (LockedDestination locked = lock()) {
            assertThat(locked.journal().pending()).isEmpty();
            assertThat(locked.journal().failures()).isEmpty();
            assertThat(locked.journal().forgetFailures()).isZero();
        }
    }

    @Test
    void tellsTheNextRunWhatIsNotOver() throws Exception {
        ActivationRecord forward = record(Direction.FORWARD, "old", "new");
        ActivationRecord back = record(Direction.BACK, "new", "old");
        change(journal -> journal.begin(forward));
        assertThat(pending()).contains(forward);
        change(journal -> journal.begin(back));
        assertThat(pending()).contains(back);
        change(ActivationJournal::end);
        assertThat(pending()).isEmpty();
        change(ActivationJournal::end);
        assertThat(pending()).isEmpty();
    }

    @Test
    void keepsTheImageThatThereMayBeAWayBackTo() throws Exception {
        for (String image : List.of("proven", "second", "third", "other")) {
            Path file = root.resolve("store").resolve(entry(image).digest().toString());
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, image);
        }
        change(journal -> journal.begin(record(Direction.FORWARD, "proven", "third")));
        try (LockedDestination locked = lock()) {
            assertThat(locked.removeOldImages(1))
                    .containsExactlyInAnyOrder(
                            entry("second").digest(), entry("other").digest());
        }
    }

    @Test
    void takesADamagedRecordForNone() throws Exception {
        change(journal -> journal.begin(record(Direction.FORWARD, "old", "new")));
        Path file = root.resolve(".tako/activation");
        Files.delete(file);
        Files.write(file, new byte[] {0, (byte) 0xff, '\n', '\n', '\n', '\n'});
        assertThat(pending()).isEmpty();
    }

    @Test
    void remembersWhatFailedInItsOrder() throws Exception {
        FailedImage one = failure("one", TIME, "app.service was killed");
        FailedImage two = failure("two", TIME.plusSeconds(1), "it – 'app.service' – ended");
        change(journal -> journal.addFailure(one));
        change(journal -> journal.addFailure(two));
        assertThat(failures()).containsExactly(one, two);
    }

    @Test
    void remembersTheLastFailureOfAnImage() throws Exception {
        FailedImage other = failure("other", TIME, "a reason");
        FailedImage again = failure("one", TIME.plusSeconds(60), "another reason");
        change(journal -> journal.addFailure(failure("one", TIME, "a reason")));
        change(journal -> journal.addFailure(other));
        change(journal -> journal.addFailure(again));
        assertThat(failures()).containsExactly(other, again);
    }

    @Test
    void keepsAReasonInOneLine() throws Exception {
        change(journal -> journal.addFailure(failure("one", TIME, "two\nlines")));
        assertThat(failures()).containsExactly(failure("one", TIME, "two lines"));
    }

    @Test
    void forgetsTheFailureOfAnImageThatHasProvedItself() throws Exception {
        FailedImage other = failure("other", TIME, "a reason");
        change(journal -> journal.addFailure(failure("one", TIME, "a reason")));
        change(journal -> journal.addFailure(other));
        change(journal -> journal.forgetFailure(entry("one").digest()));
        change(journal -> journal.forgetFailure(entry("never failed").digest()));
        assertThat(failures()).containsExactly(other);
    }

    @Test
    void forgetsAllFailuresAndSaysHowManyThereWere() throws Exception {
        change(journal -> journal.addFailure(failure("one", TIME, "a reason")));
        change(journal -> journal.addFailure(failure("two", TIME, "a reason")));
        change(journal -> assertThat(journal.forgetFailures()).isEqualTo(2));
        change(journal -> assertThat(journal.forgetFailures()).isZero());
        assertThat(failures()).isEmpty();
    }

    @Test
    void passesOverDamagedLinesOfFailures() throws Exception {
        FailedImage failure = failure("one", TIME, "a reason");
        change(journal -> journal.addFailure(failure));
        Path file = root.resolve(".tako/failed");
        String text = Files.readString(file);
        Files.delete(file);
        Files.writeString(file, "\nnonsense\n" + text + text.replace("2026", "then") + "0" + text);
        assertThat(failures()).containsExactly(failure);
    }

    @Test
    void isAsBeforeOrAsAfterWhereverTheDiskStops() throws Exception {
        ActivationRecord forward = record(Direction.FORWARD, "old", "new");
        ActivationRecord back = record(Direction.BACK, "new", "old");
        FailedImage one = failure("one", TIME, "a reason");
        FailedImage two = failure("two", TIME, "a reason");
        stopsEverywhere(() -> {}, journal -> journal.begin(forward), Optional.empty(), Optional.of(forward));
        stopsEverywhere(
                () -> change(journal -> journal.begin(forward)),
                journal -> journal.begin(back),
                Optional.of(forward),
                Optional.of(back));
        stopsEverywhere(
                () -> change(journal -> journal.begin(back)),
                ActivationJournal::end,
                Optional.of(back),
                Optional.empty());
        change(journal -> journal.addFailure(one));
        for (int step = 0; stopsAt(step, journal -> journal.addFailure(two)); step++) {
            assertThat(failures()).isIn(List.of(one), List.of(one, two));
        }
        assertThat(failures()).containsExactly(one, two);
    }

    private void stopsEverywhere(
            Preparation preparation, Change change, Optional<ActivationRecord> before, Optional<ActivationRecord> after)
            throws Exception {
        boolean stopped = true;
        for (int step = 0; stopped; step++) {
            preparation.run();
            stopped = stopsAt(step, change);
            assertThat(pending()).isIn(before, after);
            assertThat(stopped || pending().equals(after)).isTrue();
            change(ActivationJournal::end);
        }
    }

    private boolean stopsAt(int step, Change change) {
        StoppingDisk disk = StoppingDisk.atStep(step);
        try {
            change.apply(new ActivationJournal(new Layout(root), disk));
        } catch (StoreException e) {
            assertThat(disk.stopped()).isTrue();
        }
        return disk.stopped();
    }

    private Optional<ActivationRecord> pending() throws StoreException {
        try (LockedDestination locked = lock()) {
            return locked.journal().pending();
        }
    }

    private List<FailedImage> failures() throws StoreException {
        try (LockedDestination locked = lock()) {
            return locked.journal().failures();
        }
    }

    /** By a run of its own. */
    private void change(Change change) throws StoreException {
        try (LockedDestination locked = lock()) {
            change.apply(locked.journal());
        }
    }

    private LockedDestination lock() throws StoreException {
        return Destination.at(root).lock(Duration.ZERO, waiting -> {});
    }

    private interface Change {
        void apply(ActivationJournal journal) throws StoreException;
    }

    private interface Preparation {
        void run() throws StoreException;
    }

    private static FailedImage failure(String image, Instant time, String reason) throws StoreException {
        return new FailedImage(entry(image).digest(), time, reason);
    }

    private static ActivationRecord record(Direction direction, String from, String to) throws StoreException {
        return new ActivationRecord(
                direction,
                Optional.of(entry(from)),
                entry(to),
                List.of(new ActivationRecord.Unit("app.service", "", Instant.EPOCH, false, List.of())));
    }

    private static Entry entry(String image) throws StoreException {
        byte[] bytes = image.getBytes(US_ASCII);
        return new Entry(Version.parse("1.0"), bytes.length, Digest.of(bytes));
    }
}
