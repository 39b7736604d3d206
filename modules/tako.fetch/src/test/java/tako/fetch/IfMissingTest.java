package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link Updates.Mode#IF_MISSING}, which a unit waits for that is about to start. */
class IfMissingTest extends UpdateFixture {
    private Outcome runIfMissing() throws Exception {
        return run(Updates.Mode.IF_MISSING);
    }

    @Test
    void asksNobodyWhenAnImageIsHere() throws Exception {
        origin.publish("1.0", "one");
        run();
        origin.publish("1.1", "two");
        origin.close();
        int before = origin.server().requests().size();
        Map<String, String> files = everything();

        assertThat(runIfMissing()).isEqualTo(new Outcome.Present());

        assertThat(origin.server().requests()).hasSize(before);
        assertThat(everything()).isEqualTo(files);
    }

    @Test
    void installsAnImageWhenNoneIsHere() throws Exception {
        origin.publish("1.0", "one");

        assertThat(runIfMissing()).isEqualTo(installed("1.0"));
        assertThat(latest()).hasValue("one");
        assertThat(runIfMissing()).isEqualTo(new Outcome.Present());
    }

    @Test
    void bringsBackAnImageThatLatestDanglesFor() throws Exception {
        origin.publish("1.0", "one");
        run();
        Files.delete(stored("one"));

        assertThat(runIfMissing()).isEqualTo(updated("1.0", "1.0"));
        assertThat(latest()).hasValue("one");
    }

    @Test
    void failsWhenThereIsNoneAndNoneCanBeHad() {
        assertThatThrownBy(this::runIfMissing)
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("there is no manifest");
    }

    @Test
    void isContentWithWhatTheRunInstalledThatItWaitedFor() throws Exception {
        origin.publish("1.0", "one");
        run();
        Path elsewhere = Files.move(destination(), directory.resolve("elsewhere"));
        Files.createDirectories(here(".tako"));
        int before = origin.server().requests().size();
        try (LockHolder other = LockHolder.of(here(".tako/lock"), directory)) {
            reporter = new RecordingReporter() {
                @Override
                public void info(String message) {
                    super.info(message);
                    finish(elsewhere, other);
                }
            };

            assertThat(runIfMissing()).isEqualTo(new Outcome.Present());
        }

        assertThat(reporter.infos()).singleElement().asString().contains("waiting for another tako");
        assertThat(latest()).hasValue("one");
        assertThat(origin.server().requests()).hasSize(before);
    }

    /** What the other run does before it lets go of the lock. */
    private void finish(Path elsewhere, LockHolder other) {
        try {
            Files.move(elsewhere.resolve("store" + "/" + stored("one").getFileName()), stored("one"));
            Files.move(elsewhere.resolve("manifest"), here("manifest"));
            Files.move(elsewhere.resolve("latest"), here("latest"));
            other.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
