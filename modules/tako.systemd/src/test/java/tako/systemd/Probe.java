package tako.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program that runs inside the machine under test and prints what the bindings return. */
final class Probe {
    private Probe() {}

    /**
     * Usage: {@code state UNIT | start UNIT | contains UNIT | dependents UNIT | interrupt UNIT PIPE | notify STATUS MILLISECONDS
     * COMMAND... | VERDICTS LIMIT SETTLE UNIT...} where VERDICTS is {@code restart}, {@code restart-each} or {@code
     * judge}, and times are in milliseconds.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> list = List.of(arguments);
        if (list.getFirst().equals("notify")) {
            tell(list);
            return;
        }
        try (SystemBus bus = SystemBus.open()) {
            switch (list.getFirst()) {
                case "state" -> System.out.println(bus.state(list.get(1)));
                case "start" -> System.out.println(bus.start(list.get(1)));
                case "dependents" -> System.out.println(bus.dependents(list.get(1)));
                case "contains" -> System.out.println(bus.containsThisProcess(list.get(1)));
                case "interrupt" -> interrupt(bus, list.get(1), Path.of(list.get(2)));
                case "restart" -> print(bus.restart(units(bus, list), time(list, 1), time(list, 2)));
                case "judge" -> print(bus.judge(units(bus, list), time(list, 1), time(list, 2)));
                default -> restartEach(list.subList(3, list.size()), time(list, 1), time(list, 2));
            }
        } catch (SystemdException e) {
            System.out.println(e.getMessage());
        }
    }

    private static Duration time(List<String> arguments, int index) {
        return Duration.ofMillis(Long.parseLong(arguments.get(index)));
    }

    /** The units, each with those that are up along with it. */
    private static Map<String, List<String>> units(SystemBus bus, List<String> arguments) {
        Map<String, List<String>> dependentsOf = new LinkedHashMap<>();
        for (String unit : arguments.subList(3, arguments.size())) {
            dependentsOf.put(unit, dependents(bus, unit));
        }
        return dependentsOf;
    }

    private static List<String> dependents(SystemBus bus, String unit) {
        try {
            return bus.dependents(unit);
        } catch (SystemdException e) {
            return List.of();
        }
    }

    private static void print(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            System.out.println(verdict.getClass().getSimpleName() + ": " + verdict.message());
        }
    }

    /** Restarts all units at once, each as if nobody knew of the others. */
    private static void restartEach(List<String> units, Duration limit, Duration settle) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<List<Verdict>>> verdicts = new ArrayList<>();
            for (String unit : units) {
                verdicts.add(threads.submit(() -> {
                    try (SystemBus bus = SystemBus.open()) {
                        return bus.restart(Map.of(unit, dependents(bus, unit)), limit, settle);
                    }
                }));
            }
            for (Future<List<Verdict>> each : verdicts) {
                print(each.get());
            }
        }
    }

    /** Sends a status, asks for more time, and then runs a command that takes its time. */
    private static void tell(List<String> arguments) throws Exception {
        ServiceNotifier notifier = new ServiceNotifier(System.getenv());
        notifier.status(arguments.get(1));
        notifier.extendTimeout(time(arguments, 2));
        System.out.println(
                "loaded: " + Files.readString(Path.of("/proc/self/maps")).contains("libsystemd"));
        new ProcessBuilder(arguments.subList(3, arguments.size()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Restarts a unit that never starts, and interrupts that once the unit has written to the pipe. */
    private static void interrupt(SystemBus bus, String unit, Path pipe) {
        Thread waiting = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            read(pipe);
            waiting.interrupt();
        });
        try {
            System.out.println(bus.restart(Map.of(unit, List.of()), Duration.ofHours(1), Duration.ZERO));
        } catch (InterruptedException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void read(Path pipe) {
        try {
            Files.readAllBytes(pipe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
