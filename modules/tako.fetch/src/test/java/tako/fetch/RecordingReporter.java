package tako.fetch;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a run told. */
class RecordingReporter implements Reporter {
    private final List<String> infos = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> transfers = new ArrayList<>();

    List<String> infos() {
        return List.copyOf(infos);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What took long: {@code downloading 1.0 from 0 to 10 of 20}, in bytes. */
    List<String> transfers() {
        return List.copyOf(transfers);
    }

    @Override
    public void info(String message) {
        infos.add(message);
    }

    @Override
    public void warning(String message) {
        warnings.add(message);
    }

    @Override
    public Progress begin(String what, long done, long total) {
        return new Progress() {
            private long bytes = done;

            @Override
            public void at(long now) {
                bytes = now;
            }

            @Override
            public void close() {
                transfers.add(what + " from " + done + " to " + bytes + " of " + total);
            }
        };
    }
}
