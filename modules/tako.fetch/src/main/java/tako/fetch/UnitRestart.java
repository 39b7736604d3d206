package tako.fetch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tako.systemd.SystemBus;
import tako.systemd.SystemdException;
import tako.systemd.Verdict;

/** Step 6 of a run: the units that use an image start again with the new one. */
final class UnitRestart {
    /**
     * How long all units together may take to stop and start: room for several times systemd's default of 90 s for
     * each, and an end for a unit that sets no limit of its own.
     */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /**
     * What came of it.
     *
     * @param restarted the units that were
     * @param problems a sentence for each that was not, or that did not come up
     */
    record Result(List<String> restarted, List<String> problems) {}

    private final Reporter reporter;
    private final List<String> restarted = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    UnitRestart(Reporter reporter) {
        this.reporter = reporter;
    }

    /** Restarts those that run or have failed; the others stay as they are, which is said. */
    Result run(List<String> units) {
        if (units.isEmpty()) {
            return new Result(List.of(), List.of());
        }
        try (SystemBus bus = SystemBus.open()) {
            for (Verdict verdict : bus.restart(due(bus, units), LIMIT, Duration.ZERO)) {
                judge(verdict);
            }
        } catch (SystemdException e) {
            problems.add(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.add("interrupted while units were being restarted; look at each with systemctl status");
        }
        return new Result(List.copyOf(restarted), List.copyOf(problems));
    }

    private List<String> due(SystemBus bus, List<String> units) throws SystemdException {
        List<String> due = new ArrayList<>();
        for (String unit : units) {
            if (bus.containsThisProcess(unit)) {
                reporter.info(unit + " is starting with the new image already, so it is not restarted");
            } else if (bus.state(unit).isStopped()) {
                reporter.info(unit + " is stopped and stays so");
            } else {
                due.add(unit);
            }
        }
        return due;
    }

    private void judge(Verdict verdict) {
        switch (verdict) {
            case Verdict.Good good -> restarted.add(good.unit());
            case Verdict.Bad bad -> problems.add(bad.message());
            case Verdict.Open open -> problems.add(open.message());
        }
    }
}
