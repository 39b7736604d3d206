package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.before;
import static tako.testing.Behaviour.ignoringRange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tako.crypto.Digest;

/** An origin that is slow keeps other images waiting for a turn at most. A turn lasts 5 s of a clock of its own here. */
class TurnTest extends SeveralImagesFixture {
    private static final Duration TURN = Duration.ofSeconds(5);
    private static final int RATE = 16 << 10;
    private static final int SIZE = 12 * RATE;

    /** So that it takes two turns and some more. */
    private static final String SLOW = "RateLimit=" + RATE;

    private String path = "";

    @BeforeEach
    void limitTurns() {
        images.turn(TURN);
    }

    private void addSlow(String name, String... settings) throws Exception {
        Path image = Files.writeString(directory.resolve(name), name.repeat(SIZE));
        images.publish(name, "1.0", image);
        images.configure(name, server.url("/" + name), settings);
        path = "/" + name + "/store/" + Digest.of(Files.readAllBytes(image));
    }

    @Test
    void endsWhileOthersWaitAndGoesOnAfterThem() throws Exception {
        addSlow("a", SLOW);
        images.add("b", server);
        images.add("c", server);

        assertThat(images.run())
                .containsExactly(
                        "a: " + server.url(path)
                                + ": set aside after 5 s, for other images wait; it goes on after them; "
                                + begin(server.requests(path)
                                        .getLast()
                                        .header("Range")
                                        .orElseThrow())
                                + " of " + SIZE + " bytes are here",
                        "b: updated to 1.0",
                        "c: updated to 1.0",
                        "a: updated to 1.0");

        assertThat(server.requests(path)).hasSize(2);
        assertThat(server.requests(path).getLast().header("Range"))
                .hasValueSatisfying(range -> assertThat(begin(range)).isBetween(5 * RATE - 4096, 5 * RATE + 4096));
    }

    @Test
    void isNotSpentAgainByAnotherRunThatIsForLargeImages() throws Exception {
        addSlow("a", SLOW);
        images.add("b", server);
        images.largest(SIZE - 1);
        Duration longForAPoll = Duration.ofSeconds(3);
        server.next(SeveralImages.manifest("a"), before(() -> images.time().pause(longForAPoll)));

        assertThat(images.run()).hasSize(3).endsWith("b: updated to 1.0", "a: updated to 1.0");
    }

    private static int begin(String range) {
        return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }

    @Test
    void hasNoEndWhereNobodyWaits() throws Exception {
        addSlow("a", SLOW);

        assertThat(images.run()).containsExactly("a: updated to 1.0");
    }

    @Test
    void isGivenToEachOfThoseThatAreSlowAndTheSecondIsLonger() throws Exception {
        addSlow("a", SLOW);
        addSlow("b", SLOW);

        List<String> lines = images.run();

        assertThat(lines).hasSize(4).endsWith("a: updated to 1.0", "b: updated to 1.0");
        assertThat(lines.get(0)).startsWith("a: ").contains("set aside after 5 s");
        assertThat(lines.get(1)).startsWith("b: ").contains("set aside after 5 s");
    }

    @Test
    void isEnoughInTheEndWhereTheServerBeginsAnewEachTime() throws Exception {
        addSlow("a", SLOW);
        server.always(path, ignoringRange());
        addSlow("b", SLOW);
        server.always(path, ignoringRange());

        assertThat(images.run()).hasSize(4).endsWith("a: updated to 1.0", "b: updated to 1.0");
    }

    @Test
    void isTheLastOneTheSecondTime() throws Exception {
        addSlow("a", "RateLimit=" + RATE / 8);
        images.add("b", server);

        List<String> lines = images.run();

        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst()).startsWith("a: ").contains("set aside after 5 s");
        assertThat(lines.get(1)).isEqualTo("b: updated to 1.0");
        assertThat(lines.getLast())
                .startsWith("a: failed: ")
                .contains("given up for this run after 40 s, so that the next one can begin; ")
                .endsWith(" of " + SIZE + " bytes are here, the next run goes on from there");
    }

    @Test
    void countsForTheTimeThatTheRunMayTakeAndTheTurnsOfOthersDoNot() throws Exception {
        addSlow("a", SLOW, "TimeoutSec=8s");
        addSlow("b", SLOW);

        List<String> lines = images.run();

        assertThat(lines.get(2))
                .startsWith("a: failed: " + server.url("/a/store/"))
                .contains("given up, for the run has taken as long as TimeoutSec= allows (8 s)");
        assertThat(begun("/a/store/")).isEqualTo(2);
        assertThat(lines).endsWith("b: updated to 1.0");
    }

    private long begun(String prefix) {
        return server.requests().stream()
                .filter(request -> request.path().startsWith(prefix))
                .count();
    }
}
