package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.dribbleAfter;
import static tako.testing.Behaviour.stallAfter;
import static tako.testing.Behaviour.stallBeforeHead;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Gate;

/** Servers that stand still once, each with a host of its own. A stall lasts half a minute, so all come at once. */
@Timeout(180)
class StallIT {
    /** Enough bytes for the half minute before, so that the next one begins. */
    private static final int SOME = 40_000;

    @Test
    void endsByItselfAndTheRunGoesOn(@TempDir Path parent) throws Exception {
        try (Installation silent = Installation.begins(parent.resolve("silent"), stallBeforeHead(new Gate()));
                Installation still = Installation.begins(parent.resolve("still"), stallAfter(SOME, new Gate()));
                Installation slow =
                        Installation.begins(parent.resolve("slow"), dribbleAfter(SOME, Duration.ofSeconds(1)))) {
            silent.goesOn("the server does not answer in time; trying again in ");
            still.goesOn("nothing came in 30 s; 40000 of 100000 bytes are here; trying again in ");
            assertThat(slow.goesOn("only ").err()).containsPattern("only [1-3][0-9] bytes came in 30 s; 400");
        }
    }
}
