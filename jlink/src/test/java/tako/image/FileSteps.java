package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run does to the files below a directory, call by call, as strace(1) sees it; strace can also kill a run just
 * before one of these calls, or make the call fail. The program knows nothing of it.
 */
final class FileSteps {
    private static final String KINDS = "openat|write|ftruncate|chmod|fsync|rename|unlink|symlink|link|mkdir";
    private static final Pattern CALL = Pattern.compile("\\d+ +(" + KINDS + ")\\((.*)");

    private final Path directory;
    private final Path trace;

    /**
     * For a directory.
     *
     * @param trace a file for strace to write
     */
    FileSteps(Path directory, Path trace) {
        this.directory = directory;
        this.trace = trace;
    }

    /**
     * A call that changes something.
     *
     * @param call its name
     * @param path the file below the directory; the old name if it gets another, for strace knows it by this one
     * @param number which of the calls of this name for this file in a run, from 1
     */
    record Step(String call, String path, int number) {
        /** The same step of a run where a file has another name. */
        Step with(String name, String otherName) {
            return new Step(call, path.replace(name, otherName), number);
        }
    }

    /** Runs the program to its end, and gives its steps in their order. */
    List<Step> of(String... arguments) throws Exception {
        String all = "trace=" + KINDS.replace('|', ',');
        tako().behind(List.of("strace", "-f", "-qq", "-y", "-e", all, "-o", trace.toString()))
                .run(arguments)
                .exits(0);
        Pattern place = Pattern.compile(Pattern.quote(directory.toString()) + "(?:/([^\">]*))?[\">]");
        List<Step> steps = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : Files.readAllLines(trace)) {
            Matcher matcher = CALL.matcher(line);
            if (matcher.matches()) {
                String call = matcher.group(1);
                String path = path(place.matcher(matcher.group(2)));
                int number = numbers.merge(call + path, 1, Integer::sum);
                if (!path.isEmpty() && (!call.equals("openat") || line.contains("O_CREAT"))) {
                    steps.add(new Step(call, path, number));
                }
            }
        }
        return steps;
    }

    private static String path(Matcher place) {
        if (!place.find()) {
            return "";
        }
        return place.group(1) == null ? "." : place.group(1);
    }

    /** Kills a run, as {@code kill -9} does, just before it takes this step. */
    void killBefore(Step step, String... arguments) throws Exception {
        Ended ended = tako().behind(strace(step, "signal=KILL")).run(arguments);
        assertThat(ended.status())
                .as("a run that is killed before %s and says %s", step, ended)
                .isEqualTo(128 + 9);
    }

    /** Lets the system refuse this step with an error (errno(3)). */
    Ended refuse(Step step, String error, String... arguments) throws Exception {
        return tako().behind(strace(step, "error=" + error)).run(arguments);
    }

    private List<String> strace(Step step, String fault) {
        String path = step.path().equals(".") ? directory.toString() : directory + "/" + step.path();
        String injection = "inject=" + step.call() + ":" + fault + ":when=" + step.number();
        return List.of(
                "strace",
                "-f",
                "-qq",
                "-P",
                path,
                "-e",
                "trace=" + step.call(),
                "-e",
                injection,
                "-o",
                trace.toString());
    }
}
