package tako.store;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that fails from its n-th step on, as if the power had gone. */
final class StoppingDisk extends Disk {
    private int left;

    private StoppingDisk(int left) {
        this.left = left;
    }

    /** Counted from 0. */
    static StoppingDisk atStep(int number) {
        return new StoppingDisk(number);
    }

    @Override
    void before(Step step, Path path) throws IOException {
        if (left-- <= 0) {
            throw new IOException("stopped before " + step + " of " + path.getFileName());
        }
    }

    boolean stopped() {
        return left < 0;
    }
}
