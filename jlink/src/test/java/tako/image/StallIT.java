package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.dribbleAfter;
import static tako.testing.Behaviour.stallAfter;
import static tako.testing.Behaviour.stallBeforeHead;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Behaviour;
import tako.testing.Gate;

/** Servers that stand still once, each with a host of its own. A stall lasts half a minute, so all come at once. */
class StallIT {
    private static final int SIZE = 100_000;

    /** Enough bytes for the half minute before, so that the next one begins. */
    private static final int SOME = 40_000;

    @TempDir
    Path parent;

    private final List<Host> hosts = new ArrayList<>();

    /** A run that is at work, from an origin of its own. */
    private record Host(Published published, String image, Running run) {}

    @AfterEach
    void closes() throws Exception {
        for (Host host : hosts) {
            host.run().close();
            host.published().close();
        }
    }

    @Test
    void endsByItselfAndTheRunGoesOn() throws Exception {
        Host silent = begins(stallBeforeHead(new Gate()));
        Host still = begins(stallAfter(SOME, new Gate()));
        Host slow = begins(dribbleAfter(SOME, Duration.ofSeconds(1)));
        goesOn(silent, silent.image() + ": the server does not answer in time; trying again in ");
        goesOn(still, still.image() + ": nothing came in 30 s; 40000 of 100000 bytes are here; trying again in ");
        assertThat(goesOn(slow, slow.image() + ": only ")).containsPattern("only [23][0-9] bytes came in 30 s; 400");
    }

    private Host begins(Behaviour stall) throws Exception {
        Published published = new Published(Files.createDirectory(parent.resolve("host-" + hosts.size())));
        String image = published.publish("1.0.0", Published.longImage(SIZE));
        published.origin().next(image, stall);
        Host host = new Host(published, image, tako().start(published.config()));
        hosts.add(host);
        return host;
    }

    private static String goesOn(Host host, String message) throws Exception {
        Ended ended = host.run().end().exits(0).prints("app: installed 1.0.0\n").says(message);
        assertThat(host.published().origin().requests(host.image())).hasSize(2);
        assertThat(host.published().installedFile()).hasBinaryContent(Published.longImage(SIZE));
        return ended.err();
    }
}
