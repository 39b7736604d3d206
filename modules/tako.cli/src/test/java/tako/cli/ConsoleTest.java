package tako.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import tako.fetch.Reporter;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(Console.Kind kind, boolean colour) {
        return new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), kind, kind, colour);
    }

    @Test
    void keepsResultsApartFromEverythingElse() {
        Console console = console(Console.Kind.OTHER, true);
        console.result("done");
        console.info("told");
        console.warning("warned");
        console.error("failed");
        assertThat(out).hasToString("done\n");
        assertThat(err).hasToString("told\nwarned\nfailed\n");
    }

    @Test
    void givesEachLineItsPriorityInTheJournal() {
        Console console = console(Console.Kind.JOURNAL, true);
        console.error("one\n<0>two");
        console.warning("three");
        console.result("four");
        assertThat(err).hasToString("<3>one\\u000a<0>two\n<4>three\n");
        assertThat(out).hasToString("<6>four\n");
    }

    @Test
    void paintsOnlyOnATerminalAndOnlyIfWanted() {
        console(Console.Kind.TERMINAL, true).error("bad");
        console(Console.Kind.TERMINAL, false).error("bad");
        assertThat(err).hasToString("\u001b[31mbad\u001b[m\nbad\n");
    }

    @Test
    void letsNoControlCharacterThrough() {
        console(Console.Kind.TERMINAL, false).info("a\u001b[2Jb\rc\u009bd\u202ee\tf");
        assertThat(err).hasToString("a\\u001b[2Jb\\u000dc\\u009bd\\u202ee\\u0009f\n");
    }

    @Test
    void namesTheImageInMessagesAboutIt() {
        Reporter reporter = console(Console.Kind.OTHER, false).about("app");
        reporter.info("told");
        reporter.warning("warned");
        assertThat(err).hasToString("app: told\napp: warned\n");
    }

    @Test
    void showsNoBarWhereThereIsNoTerminal() {
        try (Reporter.Progress progress = console(Console.Kind.JOURNAL, false).begin("x", 0, 10)) {
            progress.at(5);
        }
        assertThat(err.size()).isZero();
    }
}
