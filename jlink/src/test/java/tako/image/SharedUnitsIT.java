package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that several configurations name: they restart once, and one bad image is not held against the others. */
@Tag("systemd")
class SharedUnitsIT {
    @TempDir
    static Path shared;

    private static Host host;

    private App app;

    @BeforeAll
    static void boots() throws Exception {
        host = Host.sharing(shared);
    }

    @AfterAll
    static void takesItDown() {
        host.close();
    }

    @BeforeEach
    void makes() throws Exception {
        app = new App(host, shared, "app");
    }

    @AfterEach
    void closes() {
        app.close();
    }

    @Test
    void restartsAUnitThatSeveralConfigurationsNameOnce() throws Exception {
        try (App second = new App(host, shared, "second")) {
            String[] configs = useOneUnit("both.service", second);
            app.publish("1.1.0", App.STAYS);
            second.publish("1.2.0", App.STAYS);
            host.tako(configs).exits(0).prints("""
                            app: updated 1.0.0 -> 1.1.0, restarted both.service
                            second: updated 1.0.0 -> 1.2.0, restarted both.service
                            """).saysNothingElse();
            app.isAt("1.1.0");
            second.isAt("1.2.0");
            app.hasStarted("both.service", "1.0.0", "1.0.0", "1.1.0", "1.2.0");
        }
    }

    @Test
    void findsOutWhichOfItsNewImagesAUnitFailsWith() throws Exception {
        try (App second = new App(host, shared, "second");
                App third = new App(host, shared, "third")) {
            String[] configs = useOneUnit("mixed.service", second);
            third.runs("third.service", "Type=exec");
            app.publish("1.1.0", App.STAYS);
            second.publish("1.2.0", "exit 7");
            third.publish("1.3.0", App.STAYS);
            Ended ended = host.tako(configs[0], configs[1], third.config("RestartUnit=third.service"))
                    .exits(3)
                    .prints("""
                            app: updated 1.0.0 -> 1.1.0, restarted mixed.service
                            third: updated 1.0.0 -> 1.3.0, restarted third.service
                            """);
            ended.says(
                    "app: with 1.1.0 and other new images, mixed.service was started and then failed: its program exited"
                            + " with status 7.",
                    "second: with 1.2.0 and other new images, mixed.service was started and then failed: ",
                    "second: with 1.2.0, mixed.service was started and then failed: its program exited with status 7.",
                    "second: rolled back 1.2.0 -> 1.0.0, restarted mixed.service; 1.2.0 is passed over from now on ");
            app.isAt("1.1.0");
            second.isAt("1.0.0");
            third.isAt("1.3.0");
            List<String> starts = new ArrayList<>(List.of("1.0.0", "1.0.0"));
            starts.addAll(List.of("1.1.0", "1.2.0", "1.0.0", "1.0.0")); // together, and back
            starts.addAll(List.of("1.1.0", "1.0.0")); // the one that is good
            starts.addAll(List.of("1.1.0", "1.2.0", "1.1.0", "1.0.0")); // the one that is not, and back
            app.hasStarted("mixed.service", starts);
            app.hasStarted("third.service", "1.0.0", "1.3.0");
            host.tako(configs).exits(0).prints("""
                            app: 1.1.0 is up to date
                            second: 1.0.0 is up to date
                            """).says("second: 1.2.0 failed here at ");
        }
    }

    @Test
    void restartsWhatNoOtherImageUsesWithoutWaitingForTheOthers() throws Exception {
        try (App second = new App(host, shared, "second")) {
            app.runs("alone.service", "Type=exec");
            second.publish("1.0.0", App.STAYS);
            host.tako(second.config()).exits(0);
            app.publish("1.1.0", App.STAYS);
            Path lock = second.destination().resolve(".tako/lock");
            try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE)) {
                Host.Working working;
                try (var held = file.lock()) {
                    assertThat(held.isValid()).isTrue();
                    working = host.begin(app.config("RestartUnit=alone.service"), second.config());
                    Eventually.until(
                            "the unit runs with the new image",
                            () -> host.said("alone.service").equals("1.0.0\n1.1.0\n"));
                }
                working.end().exits(0);
            }
            app.isAt("1.1.0");
        }
    }

    @Test
    void passesNoGoodImageOverBecauseARunWasKilledThatHadABadOneAsWell() throws Exception {
        try (App second = new App(host, shared, "second")) {
            String[] configs = useOneUnit("killed.service", second);
            Path trace = app.published().directory().resolve("trace");
            app.publish("1.0.1", App.STAYS);
            second.publish("1.0.1", App.STAYS);
            Steps.Step restart = new Steps(host)
                    .of(trace, configs).stream()
                            .filter(Steps.Step::restarts)
                            .findFirst()
                            .orElseThrow();
            app.publish("1.1.0", App.STAYS);
            second.publish("1.2.0", "exit 7");
            new Steps(host).killBefore(restart, trace, configs);
            host.tako(configs)
                    .exits(3)
                    .says("second: rolled back 1.2.0 -> 1.0.1, restarted killed.service; 1.2.0 is passed over ")
                    .prints("""
                            app: 1.1.0 is up to date
                            second: 1.0.1 is up to date
                            """);
            app.isAt("1.1.0");
            second.isAt("1.0.1");
        }
    }

    /** Starts a unit that uses two images, and fails when the second one does; gives both configurations. */
    private String[] useOneUnit(String unit, App second) throws Exception {
        for (App each : List.of(app, second)) {
            each.publish("1.0.0", App.STAYS);
            host.tako(each.config()).exits(0);
        }
        host.start(
                unit,
                "Type=simple",
                "ExecStartPre=" + app.tellsVersion(),
                "ExecStartPre=" + second.tellsVersion(),
                "ExecStart=/bin/sh \"" + second.latest() + '"');
        return new String[] {app.config("RestartUnit=" + unit), second.config("RestartUnit=" + unit)};
    }
}
