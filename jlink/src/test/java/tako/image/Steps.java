package tako.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of a run, as its system calls show them to strace(1), which can also kill a run just before one of them. */
final class Steps {
    private static final String KINDS = "fsync|(rename|unlink|symlink)(at2?)?|sendmsg";
    private static final Pattern CALL = Pattern.compile("\\d+ +(" + KINDS + ")\\(.*");
    private static final String RESTART = "RestartUnit";

    private final Host host;

    Steps(Host host) {
        this.host = host;
    }

    /**
     * A step: something durable done to a file, or a message that has a unit restarted.
     *
     * @param call the system call
     * @param number which of the calls of this name in a run, from 1
     * @param restarts whether it is such a message
     */
    record Step(String call, int number, boolean restarts) {}

    /** The one that points {@code latest} at the new image: the last before a unit restarts. */
    static Step moveOfLatest(List<Step> steps) {
        return lastBeforeARestart(steps, "rename");
    }

    /** The one that makes the link which is then renamed to {@code latest}. */
    static Step linkForLatest(List<Step> steps) {
        return lastBeforeARestart(steps, "symlink");
    }

    private static Step lastBeforeARestart(List<Step> steps, String call) {
        Step last = steps.getFirst();
        for (Step step : steps) {
            if (step.restarts()) {
                break;
            }
            last = step.call().startsWith(call) ? step : last;
        }
        return last;
    }

    /** Runs the program to its end, and gives its steps in their order. */
    List<Step> of(Path trace, String... arguments) throws Exception {
        host.tako(strace("trace=/^(" + KINDS + ")$", trace), arguments);
        List<Step> steps = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : Files.readAllLines(trace)) {
            Matcher matcher = CALL.matcher(line);
            if (matcher.matches()) {
                String call = matcher.group(1);
                int number = numbers.merge(call, 1, Integer::sum);
                boolean restarts = line.contains(RESTART);
                if (restarts || !call.equals("sendmsg")) {
                    steps.add(new Step(call, number, restarts));
                }
            }
        }
        return steps;
    }

    /** Kills a run, as {@code kill -9} does, just before it takes this step. */
    void killBefore(Step step, Path trace, String... arguments) throws Exception {
        String inject = "inject=" + step.call() + ":signal=KILL:when=" + step.number();
        host.tako(strace(inject, trace), arguments).exits(128 + 9);
    }

    /** Starts a run that holds still when it has taken this step: the signal waits for the end of the call. */
    Host.Working holdAfter(Step step, Path trace, String... arguments) throws Exception {
        String inject = "inject=" + step.call() + ":signal=STOP:when=" + step.number();
        Host.Working working = host.begin(strace(inject, trace), arguments);
        Eventually.until(
                "the run holds still",
                () -> Files.exists(trace) && Files.readString(trace).contains("--- stopped by SIGSTOP ---"));
        return working;
    }

    /** With so much of each message that the method's name is in it; what is not asked for runs at full speed. */
    private static List<String> strace(String expression, Path trace) {
        return List.of("strace", "-f", "--seccomp-bpf", "-qq", "-s", "300", "-e", expression, "-o", trace.toString());
    }
}
