package tako.systemd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Units from their restart to their verdicts. */
final class Trial {
    /**
     * How often in a row what has just been seen is dropped for something newer before it counts: systemd needs two
     * or three signals to tell of one change, and a unit that changes without end must not hold up the verdicts.
     */
    private static final int LOOKS = 10;

    private final Connection connection;
    private final Manager manager;
    private final List<String> units = new ArrayList<>();
    private final Map<String, Verdict> verdicts = new HashMap<>();
    /** Those that have no verdict yet. */
    private final List<Watch> open = new ArrayList<>();

    Trial(Connection connection, Manager manager) {
        this.connection = connection;
        this.manager = manager;
    }

    /** Takes in how the units are before anything is done to them, with what has to be up along with each. */
    void load(Map<String, List<String>> dependentsOf, Duration limit, Duration settle) {
        for (String name : dependentsOf.keySet()) {
            units.add(name);
            load(name, limit, settle);
        }
        Set<String> ids = new HashSet<>();
        for (Watch watch : open) {
            ids.add(watch.id());
        }
        for (Watch watch : List.copyOf(open)) {
            try {
                watch.expect(manager, dependentsOf.getOrDefault(watch.unit().name(), List.of()), ids);
            } catch (BusException e) {
                refuse(watch, e);
            }
        }
    }

    private void load(String name, Duration limit, Duration settle) {
        try {
            Unit unit = manager.loadUnit(name);
            keep(name);
            open.add(new Watch(unit, limit, settle));
        } catch (BusException e) {
            verdicts.put(name, new Verdict.Refused(name, e.advice(name)));
        }
    }

    private void keep(String name) {
        try {
            manager.keepUnit(name);
        } catch (BusException e) {
            // Whoever may not do this may only look, and what stands in the way of more shows in the next call.
        }
    }

    private void refuse(Watch watch, BusException e) {
        String unit = watch.unit().name();
        decide(watch, new Verdict.Refused(unit, e.advice(unit)));
    }

    /** Restarts all units, and waits until each job has ended. Those that are done remain to be judged. */
    void restart(Duration limit) throws InterruptedException {
        open.forEach(Watch::expectStart);
        Map<String, List<Watch>> jobs = queue();
        try {
            await(jobs, limit);
            for (List<Watch> late : jobs.values()) {
                for (Watch watch : late) {
                    decide(watch, new Verdict.StillStarting(watch.unit().name(), limit));
                }
            }
        } catch (BusException e) {
            loseSight(e);
        }
    }

    /** By the job's path: two names of one unit have the same job. */
    private Map<String, List<Watch>> queue() {
        Map<String, List<Watch>> jobs = new HashMap<>();
        for (Watch watch : List.copyOf(open)) {
            try {
                if (isHeldUp(watch)) {
                    continue;
                }
                forgive(watch.unit().name());
                String job = manager.restartUnit(watch.unit().name());
                jobs.computeIfAbsent(job, path -> new ArrayList<>()).add(watch);
            } catch (BusException e) {
                refuse(watch, e);
            }
        }
        return jobs;
    }

    /** A unit that starts after this process has ended would be down while this process waits for it. */
    private boolean isHeldUp(Watch watch) throws BusException {
        Optional<Unit> own = manager.startingUnitOfThisProcess();
        if (own.isEmpty() || !watch.unit().isOrderedAfter(own.get().id())) {
            return false;
        }
        String unit = watch.unit().name();
        decide(
                watch,
                new Verdict.Refused(
                        unit,
                        "its start would wait for this run, for its file has After="
                                + own.get().id()
                                + ", and that unit starts just now. Take this After= away, or use 'systemctl restart "
                                + unit + "' when the run has ended"));
        return true;
    }

    /** Else a unit that failed often with one image could not be started with another (StartLimitBurst=). */
    private void forgive(String unit) {
        try {
            manager.resetFailed(unit);
        } catch (BusException e) {
            // What stands in the way of this stands in the way of the restart, which tells.
        }
    }

    private void await(Map<String, List<Watch>> jobs, Duration limit) throws BusException, InterruptedException {
        long start = System.nanoTime();
        takeEnded(jobs);
        Duration left = limit;
        while (!jobs.isEmpty() && left.isPositive()) {
            connection.await(left);
            takeEnded(jobs);
            left = limit.minusNanos(System.nanoTime() - start);
        }
    }

    private void takeEnded(Map<String, List<Watch>> jobs) throws BusException {
        for (Optional<Signal> next = manager.nextSignal(); next.isPresent(); next = manager.nextSignal()) {
            if (next.get() instanceof Signal.JobEnded ended) {
                List<Watch> watches =
                        Optional.ofNullable(jobs.remove(ended.job())).orElse(List.of());
                for (Watch watch : watches) {
                    end(watch, ended.result());
                }
            }
        }
    }

    private void end(Watch watch, String result) throws BusException {
        String unit = watch.unit().name();
        switch (result) {
            case "done" -> {} // which says that systemd did as the unit's file asks, not that the unit stays up
            case "canceled" -> decide(watch, new Verdict.Canceled(unit));
            default ->
                decide(
                        watch,
                        new Verdict.NotStarted(unit, result, reason(watch.unit().ending())));
        }
    }

    /** Another start, by a unit that needs it, may have made systemd forget how this one ended. */
    private static String reason(Ending ending) {
        return ending.isOver() ? ending.words() : "its start failed";
    }

    /** Waits until there is a verdict on each unit. */
    void settle() throws InterruptedException {
        try {
            for (Watch watch : open) {
                watch.begin(manager, System.nanoTime());
            }
            judge();
            while (!open.isEmpty()) {
                connection.await(untilNextDeadline());
                judge();
            }
        } catch (BusException e) {
            loseSight(e);
        }
    }

    private void judge() throws BusException {
        for (int i = 0; i < LOOKS && takeSignals(); i++) {
            lookAtChanged();
        }
        long now = System.nanoTime();
        for (Watch watch : List.copyOf(open)) {
            if (watch.hasSettled(now)) {
                watch.look(now); // no signal that was lost must make the verdict good
            }
            Optional<Verdict> verdict = watch.verdict(now);
            if (verdict.isPresent()) {
                decide(watch, verdict.get());
            }
        }
    }

    private boolean takeSignals() throws BusException {
        boolean concerned = false;
        for (Optional<Signal> next = manager.nextSignal(); next.isPresent(); next = manager.nextSignal()) {
            for (Watch watch : open) {
                concerned |= watch.takes(next.get());
            }
        }
        return concerned;
    }

    private void lookAtChanged() throws BusException {
        for (Watch watch : open) {
            if (watch.hasChanged()) {
                watch.look(System.nanoTime());
            }
        }
    }

    private Duration untilNextDeadline() {
        long now = System.nanoTime();
        long left = Long.MAX_VALUE;
        for (Watch watch : open) {
            left = Math.min(left, watch.deadline(now) - now);
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    private void loseSight(BusException e) {
        for (Watch watch : List.copyOf(open)) {
            String unit = watch.unit().name();
            decide(watch, new Verdict.Unseen(unit, e.advice(unit)));
        }
    }

    private void decide(Watch watch, Verdict verdict) {
        verdicts.put(watch.unit().name(), verdict);
        open.remove(watch);
    }

    /** A verdict on each unit, in the order that they were named in. */
    List<Verdict> verdicts() {
        List<Verdict> ordered = new ArrayList<>();
        for (String unit : units) {
            ordered.add(verdicts.get(unit));
        }
        return List.copyOf(ordered);
    }
}
