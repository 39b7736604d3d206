package tako.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one file, collected so that all of it can be reported at once. */
final class Problems {
    private static final int AFTER_ALL_LINES = Integer.MAX_VALUE;

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    private record Problem(int line, String error) {}

    /** Those of the file of this name, which is printable. */
    Problems(String file) {
        this.file = file;
    }

    /** Something wrong in a line, counted from 1. */
    void add(int line, String sentence) {
        found.add(new Problem(line, file + ":" + line + ": " + sentence));
    }

    /** Something wrong with the whole file. */
    void add(String sentence) {
        found.add(new Problem(AFTER_ALL_LINES, file + ": " + sentence));
    }

    /** Throws if there are any. */
    void check() throws ConfigException {
        if (found.isEmpty()) {
            return;
        }
        found.sort(Comparator.comparingInt(Problem::line));
        List<String> errors = new ArrayList<>();
        for (Problem problem : found) {
            errors.add(problem.error());
        }
        throw new ConfigException(errors);
    }
}
