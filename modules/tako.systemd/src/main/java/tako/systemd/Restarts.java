package tako.systemd;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Restarts on their way: which jobs are queued, and what came of those that are not any more. */
final class Restarts {
    /** Waiting in a native call does not notice an interrupt, so that it is looked for this often. */
    private static final Duration SLICE = Duration.ofMillis(500);

    private final Connection connection;
    private final Manager manager;
    private final Duration limit;
    /** The job's path for each unit whose job has not ended; two names of one unit have the same job. */
    private final Map<String, String> jobs = new LinkedHashMap<>();

    private final Map<String, JobResult> results = new LinkedHashMap<>();

    Restarts(Connection connection, Manager manager, Duration limit) {
        this.connection = connection;
        this.manager = manager;
        this.limit = limit;
    }

    /** Queues a unit's restart. */
    void queue(String unit) {
        try {
            jobs.put(unit, manager.restartUnit(unit));
            results.put(unit, new JobResult.StillRunning(unit, limit));
        } catch (BusException e) {
            results.put(unit, unknown(unit, " was not restarted: ", e));
        }
    }

    /** Waits until each job has ended, or the limit has passed. */
    void await() throws InterruptedException {
        try {
            awaitJobs();
        } catch (BusException e) {
            for (String unit : jobs.keySet()) {
                results.put(unit, unknown(unit, " is being restarted, but how that ends was not seen: ", e));
            }
        }
    }

    private static JobResult unknown(String unit, String what, BusException e) {
        return new JobResult.Unknown(unit, new SystemdException(unit + what + e.advice(unit), e));
    }

    private void awaitJobs() throws BusException, InterruptedException {
        long start = System.nanoTime();
        Duration left = limit;
        takeSignals();
        while (!jobs.isEmpty() && left.isPositive()) {
            if (Thread.interrupted()) {
                throw new InterruptedException(
                        "interrupted while systemd restarted " + String.join(", ", jobs.keySet()));
            }
            connection.await(left.compareTo(SLICE) < 0 ? left : SLICE);
            takeSignals();
            left = limit.minusNanos(System.nanoTime() - start);
        }
    }

    private void takeSignals() throws BusException {
        for (Optional<Message> next = connection.poll(); next.isPresent(); next = connection.poll()) {
            try (Message message = next.get()) {
                Optional<Manager.EndedJob> ended = manager.endedJob(message);
                if (ended.isPresent()) {
                    end(ended.get());
                }
            }
        }
    }

    private void end(Manager.EndedJob ended) {
        Iterator<Map.Entry<String, String>> waiting = jobs.entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<String, String> job = waiting.next();
            if (job.getValue().equals(ended.path())) {
                results.put(job.getKey(), result(job.getKey(), ended.result()));
                waiting.remove();
            }
        }
    }

    private static JobResult result(String unit, String result) {
        return result.equals("done") ? new JobResult.Done(unit) : new JobResult.NotDone(unit, result);
    }

    /** What came of each unit, in the order that they were queued in. */
    List<JobResult> results() {
        return List.copyOf(results.values());
    }
}
