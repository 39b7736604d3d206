package tako.fetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tako.config.OriginAddress;

/** What is wrong with each origin, as of the last time that it was asked. */
final class Problems {
    private final Map<OriginAddress, Problem> problems = new LinkedHashMap<>();

    private record Problem(String sentence, int times) {
        String text() {
            return times == 1 ? sentence : sentence + " (tried " + times + " times)";
        }
    }

    void add(OriginAddress origin, FetchException e) {
        Problem before = problems.get(origin);
        problems.put(origin, new Problem(String.valueOf(e.getMessage()), before == null ? 1 : before.times() + 1));
    }

    void remove(OriginAddress origin) {
        problems.remove(origin);
    }

    /** In words; what ails all origins alike, as an unreadable file of ours does, is said once. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Problem problem : problems.values()) {
            if (!texts.contains(problem.text())) {
                texts.add(problem.text());
            }
        }
        return texts;
    }
}
