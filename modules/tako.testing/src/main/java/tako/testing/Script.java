package tako.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the origin was told to do, by path: first what is for one request each, then what is for all. */
final class Script {
    private final Map<String, Deque<List<Behaviour>>> once = new HashMap<>();
    private final Map<String, List<Behaviour>> always = new HashMap<>();

    synchronized void next(String path, List<Behaviour> behaviours) {
        once.computeIfAbsent(path, none -> new ArrayDeque<>()).add(behaviours);
    }

    synchronized void always(String path, List<Behaviour> behaviours) {
        always.put(path, behaviours);
    }

    synchronized List<Behaviour> take(String path) {
        Deque<List<Behaviour>> waiting = once.getOrDefault(path, new ArrayDeque<>());
        return waiting.isEmpty() ? always.getOrDefault(path, List.of()) : waiting.remove();
    }
}
