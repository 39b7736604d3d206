package tako.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tako.crypto.Digest;

/**
 * What a destination remembers of activations: the one that is not over yet, and the images that failed. Everything in
 * it is durable before a method returns.
 */
public final class ActivationJournal {
    private final Layout layout;
    private final Disk disk;

    ActivationJournal(Layout layout, Disk disk) {
        this.layout = layout;
        this.disk = disk;
    }

    /**
     * The activation that is not over: of a run that is at it, or of one that was killed.
     *
     * @throws StoreException if it cannot be read
     */
    public Optional<ActivationRecord> pending() throws StoreException {
        return ActivationRecord.fromLines(read(layout.activation()));
    }

    /**
     * Notes what is about to happen, in place of what was noted before.
     *
     * @throws StoreException if that fails; then it must not happen
     */
    public void begin(ActivationRecord record) throws StoreException {
        write(layout.activation(), record.text());
    }

    /**
     * Forgets what was noted: it is over.
     *
     * @throws StoreException if that fails
     */
    public void end() throws StoreException {
        try {
            disk.delete(layout.activation());
            disk.syncDirectoryOf(layout.activation());
        } catch (IOException e) {
            throw new StoreException("cannot remove " + layout.activation(), e);
        }
    }

    /**
     * The images that failed here, in the order in which they did.
     *
     * @throws StoreException if that cannot be read
     */
    public List<FailedImage> failures() throws StoreException {
        List<FailedImage> failures = new ArrayList<>();
        for (String line : read(layout.failed())) {
            FailedImage.fromLine(line).ifPresent(failures::add);
        }
        return failures;
    }

    /**
     * Remembers an image as failed, so that later runs pass it over.
     *
     * @throws StoreException if that fails
     */
    public void addFailure(FailedImage failure) throws StoreException {
        List<FailedImage> failures = failuresBut(failure.digest());
        failures.add(failure);
        writeFailures(failures);
    }

    /**
     * Forgets that an image failed: it has proved itself since.
     *
     * @throws StoreException if that fails
     */
    public void forgetFailure(Digest digest) throws StoreException {
        List<FailedImage> others = failuresBut(digest);
        if (others.size() < failures().size()) {
            writeFailures(others);
        }
    }

    /**
     * Forgets all failures, so that the next run tries these images again.
     *
     * @return how many there were
     * @throws StoreException if that fails
     */
    public int forgetFailures() throws StoreException {
        int number = failures().size();
        if (number > 0) {
            writeFailures(List.of());
        }
        return number;
    }

    private List<FailedImage> failuresBut(Digest digest) throws StoreException {
        List<FailedImage> others = new ArrayList<>();
        for (FailedImage failure : failures()) {
            if (!failure.digest().equals(digest)) {
                others.add(failure);
            }
        }
        return others;
    }

    private void writeFailures(List<FailedImage> failures) throws StoreException {
        StringBuilder text = new StringBuilder();
        for (FailedImage failure : failures) {
            text.append(failure.line()).append('\n');
        }
        write(layout.failed(), text.toString());
    }

    private List<String> read(Path file) throws StoreException {
        try {
            return state(file).lines();
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    private void write(Path file, String text) throws StoreException {
        try {
            state(file).write(text);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
    }

    private StateFile state(Path file) {
        return new StateFile(disk, file, layout.temporary().resolve("journal"));
    }
}
