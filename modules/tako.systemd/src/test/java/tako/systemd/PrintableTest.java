package tako.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void leavesWordsAlone() {
        assertThat(Printable.of("Größe 日本 'x' \\x")).isEqualTo("Größe 日本 'x' \\x");
    }

    @Test
    void escapesWhatSteersATerminalOrBreaksALine() {
        assertThat(Printable.of("a\u001b[31m\n\u0000\u007f\u009b\u2028\u202eb"))
                .isEqualTo("a\\u001b[31m\\u000a\\u0000\\u007f\\u009b\\u2028\\u202eb");
    }
}
