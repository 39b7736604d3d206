package tako.fetch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tako.store.StoreException;
import tako.systemd.SystemdException;
import tako.systemd.Verdict;

/** Activations that are concluded together: a unit that several of them have restarts once. */
final class Activations {
    private final Units units;
    private final Map<Activation, Outcome> outcomes = new LinkedHashMap<>();

    Activations(Units units) {
        this.units = units;
    }

    /** Restarts what is due, judges, and goes back where that is needed; an outcome for each. */
    Map<Activation, Outcome> conclude(List<Activation> activations) {
        List<Activation> open = activations;
        while (!open.isEmpty()) {
            open = round(open);
        }
        outcomes.keySet().forEach(Activation::close);
        return outcomes;
    }

    /** Those that go back, and have to be concluded once more. */
    private List<Activation> round(List<Activation> open) {
        Set<String> due = new LinkedHashSet<>();
        Set<String> restarted = new LinkedHashSet<>();
        List<Activation> looked = new ArrayList<>();
        Duration settle = Duration.ZERO;
        for (Activation activation : open) {
            try {
                due.addAll(activation.due());
                restarted.addAll(activation.restarted());
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

    private List<Activation> judge(List<Activation> looked, Map<String, Verdict> verdicts) {
        List<Activation> back = new ArrayList<>();
        for (Activation activation : looked) {
            try {
                activation
                        .judge(verdicts)
                        .ifPresentOrElse(outcome -> outcomes.put(activation, outcome), () -> back.add(activation));
            } catch (SystemdException | StoreException e) {
                outcomes.put(activation, activation.unjudged(StoreException.reason(e)));
            }
        }
        return back;
    }

    private List<Activation> unjudged(List<Activation> open, String problem) {
        for (Activation activation : open) {
            outcomes.put(activation, activation.unjudged(problem));
        }
        return List.of();
    }
}
