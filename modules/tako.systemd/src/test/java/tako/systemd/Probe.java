package tako.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A program that runs inside the machine under test and prints what the bindings return. */
final class Probe {
    private Probe() {}

    /** Usage: {@code state UNIT | contains UNIT | interrupt UNIT PIPE | restart MILLISECONDS UNIT...}. */
    public static void main(String[] arguments) throws InterruptedException {
        try (SystemBus bus = SystemBus.open()) {
            switch (arguments[0]) {
                case "state" -> System.out.println(bus.state(arguments[1]));
                case "contains" -> System.out.println(bus.containsThisProcess(arguments[1]));
                case "interrupt" -> interrupt(bus, arguments[1], Path.of(arguments[2]));
                default -> restart(bus, Duration.ofMillis(Long.parseLong(arguments[1])), Arrays.asList(arguments));
            }
        } catch (SystemdException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void restart(SystemBus bus, Duration limit, List<String> arguments) throws InterruptedException {
        for (JobResult result : bus.restart(arguments.subList(2, arguments.size()), limit)) {
            System.out.println(result.getClass().getSimpleName() + ": " + result.message());
        }
    }

    /** Restarts a unit that never starts, and interrupts that once the unit has written to the pipe. */
    private static void interrupt(SystemBus bus, String unit, Path pipe) {
        Thread waiting = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            read(pipe);
            waiting.interrupt();
        });
        try {
            System.out.println(bus.restart(List.of(unit), Duration.ofHours(1)));
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
