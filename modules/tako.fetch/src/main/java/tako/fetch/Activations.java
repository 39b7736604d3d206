package tako.fetch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tako.store.ActivationRecord;
import tako.store.StoreException;
import tako.systemd.SystemdException;
import tako.systemd.Verdict;

/** Activations that are concluded together: a unit that several of them have restarts once. */
final class Activations {
    private final Units units;
    private final Map<Activation, Outcome> outcomes = new HashMap<>();

    Activations(Units units) {
        this.units = units;
    }

    /** Restarts what is due, judges, and goes back where that is needed; an outcome for each, in their order. */
    Map<Activation, Outcome> conclude(List<Activation> activations) {
        concludeTogether(activations);
        for (Activation suspect : activations) {
            retryAlone(suspect);
        }
        Map<Activation, Outcome> ordered = new LinkedHashMap<>();
        for (Activation activation : activations) {
            activation.close();
            ordered.put(activation, Objects.requireNonNull(outcomes.get(activation)));
        }
        return ordered;
    }

    private void concludeTogether(List<Activation> activations) {
        List<Activation> open = activations;
        while (!open.isEmpty()) {
            open = round(open);
        }
    }

    /** Which of several images is at fault shows when each is tried beside none that has not proved itself. */
    private void retryAlone(Activation suspect) {
        try {
            Optional<Activation> again = suspect.again();
            if (again.isPresent()) {
                concludeTogether(List.of(again.get()));
                Outcome outcome = Objects.requireNonNull(outcomes.remove(again.get()));
                outcomes.put(suspect, outcome);
                again.get().close();
            }
        } catch (StoreException e) {
            outcomes.put(suspect, suspect.unjudged(StoreException.reason(e)));
        }
    }

    /** Those that go back, and have to be concluded once more. */
    private List<Activation> round(List<Activation> open) {
        Map<String, List<String>> due = new LinkedHashMap<>();
        Map<String, List<String>> restarted = new LinkedHashMap<>();
        List<Activation> looked = new ArrayList<>();
        Duration settle = Duration.ZERO;
        for (Activation activation : open) {
            try {
                NotedUnits noted = activation.units();
                add(due, noted.due());
                add(restarted, noted.restarted());
                settle = settle.compareTo(activation.settle()) < 0 ? activation.settle() : settle;
                looked.add(activation);
            } catch (SystemdException | StoreException e) {
                outcomes.put(activation, activation.unjudged(StoreException.reason(e)));
            }
        }
        try {
            return looked.isEmpty() ? List.of() : judge(looked, units.restart(due, restarted, settle));
        } catch (SystemdException e) {
            return unjudged(looked, StoreException.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unjudged(looked, "interrupted while units were being restarted");
        }
    }

    /** A unit that several images have comes with what was up along with it by any of them. */
    private static void add(Map<String, List<String>> dependentsOf, List<ActivationRecord.Unit> noted) {
        for (ActivationRecord.Unit unit : noted) {
            Set<String> dependents = new LinkedHashSet<>(dependentsOf.getOrDefault(unit.name(), List.of()));
            dependents.addAll(unit.dependents());
            dependentsOf.put(unit.name(), List.copyOf(dependents));
        }
    }

    private List<Activation> judge(List<Activation> looked, Map<String, Verdict> verdicts) {
        Set<String> shared = shared(looked);
        List<Activation> back = new ArrayList<>();
        for (Activation activation : looked) {
            try {
                activation
                        .judge(verdicts, shared)
                        .ifPresentOrElse(outcome -> outcomes.put(activation, outcome), () -> back.add(activation));
            } catch (SystemdException | StoreException e) {
                outcomes.put(activation, activation.unjudged(StoreException.reason(e)));
            }
        }
        return back;
    }

    /** The units that are tried with new images of more than one. */
    private static Set<String> shared(List<Activation> looked) {
        Set<String> seen = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (Activation activation : looked) {
            for (String unit : activation.tried()) {
                if (!seen.add(unit)) {
                    shared.add(unit);
                }
            }
        }
        return shared;
    }

    private List<Activation> unjudged(List<Activation> open, String problem) {
        for (Activation activation : open) {
            outcomes.put(activation, activation.unjudged(problem));
        }
        return List.of();
    }
}
