package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.stallAfter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Gate;

class OutputIT {
    private static final int SIZE = 1_000_000;

    /** What is over within half a second has no progress bar. */
    private static final Duration LONG_ENOUGH_FOR_A_BAR = Duration.ofMillis(600);

    /** Begins each control sequence of a terminal. */
    private static final String ESCAPE = "\u001b";

    /** Runs the command that follows on a terminal of its own, and gives what stands there as standard output. */
    private static final List<String> ON_A_TERMINAL = List.of("sh", "-c", """
            command=
            for word; do command="$command '$word'"; done
            exec script --quiet --return --command "$command" /dev/null
            """, "sh");

    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void opens() throws Exception {
        published = new Published(parent);
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void givesErrorsTheirPriorityInTheJournal() throws Exception {
        published.origin().always("/manifest", answering(403));
        Ended ended = tako().runForJournal(published.config()).exits(1);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("<3>app: not updated, nothing is installed: ");
    }

    @Test
    void givesEveryLineOfSeveralErrorsItsPriority() throws Exception {
        Path config = Files.writeString(published.directory().resolve("app"), "Orign=a\nOrigin=b\n");
        Ended ended = tako().runForJournal(config.toString()).exits(2);
        assertThat(ended.err().lines()).hasSize(4).allMatch(line -> line.startsWith("<3>"));
    }

    @Test
    void givesWarningsTheirPriorityInTheJournal() throws Exception {
        published.publish("1.0.0");
        String dead = "Origin=http://127.0.0.1:1";
        Ended ended = tako().runForJournal(published.config(
                "Origin=", dead, "Origin=" + published.origin().url()));
        assertThat(ended.exits(0).err().lines()).isNotEmpty().allMatch(line -> line.startsWith("<4>app: "));
    }

    @Test
    void givesNewsTheirPriorityInTheJournal() throws Exception {
        published.publish("1.0.0");
        published.origin().always(published.publish("1.1.0"), answering(410));
        Ended ended = tako().runForJournal(published.config()).exits(0).prints("app: installed 1.0.0\n");
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("<6>app: there is no image of 1.1.0 (404 or 410)");
    }

    @Test
    void tellsInOneLineWhatFailedAndWhenItTriesAgain() throws Exception {
        published.publish("1.0.0");
        published.origin().next("/manifest", answering(503));
        Ended ended = tako().runForJournal(published.config()).exits(0).prints("app: installed 1.0.0\n");
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("<6>app: " + published.origin().url()
                        + "/manifest: the server answers with status 503; trying again in ");
    }

    @Test
    void givesNoPrioritiesWhereTheJournalDoesNotRead() throws Exception {
        published.origin().always("/manifest", answering(403));
        Ended ended = tako().with("JOURNAL_STREAM", "1:1").run(published.config());
        assertThat(ended.exits(1).err()).startsWith("app: not updated, nothing is installed: ");
    }

    @Test
    void showsNoBarWhereThereIsNoTerminal() throws Exception {
        runSlowly(tako()).exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
    }

    @Test
    void showsABarOnATerminalAndTakesItAway() throws Exception {
        assertThat(runSlowly(tako().behind(ON_A_TERMINAL)).exits(0).out())
                .contains("app: downloading 1.0.0 [###", "% of 976.5 KiB, ", "/s, ", " left")
                .endsWith("\r" + ESCAPE + "[Kapp: installed 1.0.0\r\n");
    }

    @Test
    void showsNoBarForWhatIsQuick() throws Exception {
        published.publish("1.0.0");
        tako().behind(ON_A_TERMINAL)
                .run(published.config())
                .exits(0)
                .prints("app: installed 1.0.0\r\n")
                .saysNothingElse();
    }

    @Test
    void paintsErrorsOnATerminalUnlessToldNotTo() throws Exception {
        published.origin().always("/manifest", answering(403));
        Tako onATerminal = tako().behind(ON_A_TERMINAL);
        assertThat(onATerminal.run(published.config()).exits(1).out())
                .startsWith(ESCAPE + "[31mapp: not updated, nothing is installed: ");
        assertThat(onATerminal
                        .with("NO_COLOR", "1")
                        .run(published.config())
                        .exits(1)
                        .out())
                .startsWith("app: not updated, nothing is installed: ")
                .doesNotContain(ESCAPE);
        assertThat(tako().run(published.config()).exits(1).err()).doesNotContain(ESCAPE);
    }

    @Test
    void showsNoControlCharacterThatOthersGaveIt() throws Exception {
        for (Tako tako : List.of(tako(), tako().behind(ON_A_TERMINAL).with("NO_COLOR", "1"))) {
            Ended ended = tako.run("/nowhere/" + ESCAPE + "[31mred\r").exits(2);
            assertThat(ended.out() + ended.err()).contains("red").doesNotContain(ESCAPE, "red\r:");
        }
    }

    /** Runs a download that stands still half-way for so long that a bar is due. */
    private Ended runSlowly(Tako tako) throws Exception {
        Gate gate = new Gate();
        String image = published.publish("1.0.0", Published.longImage(SIZE));
        published.origin().next(image, stallAfter(SIZE / 2, gate));
        try (Running running = tako.start(published.config())) {
            published.awaitOnDisk(image, SIZE / 2);
            assertThat(running.outlasts(LONG_ENOUGH_FOR_A_BAR)).isTrue();
            gate.open();
            return running.end();
        }
    }
}
