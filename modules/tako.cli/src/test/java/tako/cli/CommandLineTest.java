package tako.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.fetch.Updates;

class CommandLineTest {
    private static Command parse(String line) throws UsageException {
        return CommandLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--if-not-exists /etc/tako/a b",
                "/etc/tako/a --if-not-exists b",
                "fetch --if-not-exists /etc/tako/a b",
                "fetch --init /etc/tako/a b",
                "--init -- /etc/tako/a b",
            })
    void fetchesWithAndWithoutTheCommandsName(String line) throws Exception {
        assertThat(parse(line))
                .isEqualTo(new Command.Fetch(Updates.Mode.IF_MISSING, List.of(Path.of("/etc/tako/a"), Path.of("b"))));
    }

    @ParameterizedTest
    @EnumSource(Updates.Mode.class)
    void readsTheOptionsThatMeanAMode(Updates.Mode mode) throws Exception {
        List<String> words = new ArrayList<>(List.of("fetch"));
        words.addAll(CommandLine.options(mode));
        words.addAll(List.of("--", "-a"));
        assertThat(CommandLine.parse(words)).isEqualTo(new Command.Fetch(mode, List.of(Path.of("-a"))));
    }

    @Test
    void takesAFileForAConfigurationEvenIfItIsNamedLikeACommand() throws Exception {
        assertThat(parse("./store")).isEqualTo(new Command.Fetch(Updates.Mode.UPDATE, List.of(Path.of("./store"))));
    }

    @Test
    void takesTheSecretKeyFromOnePlace() throws Exception {
        assertThat(parse("store -f key -o dir image 1.0"))
                .isEqualTo(new Command.Store(
                        new Command.KeySource.File(Path.of("key")), Path.of("dir"), Path.of("image"), "1.0"));
        assertThat(parse("store image 1.0 -o dir -f -"))
                .isEqualTo(new Command.Store(
                        new Command.KeySource.StandardInput(), Path.of("dir"), Path.of("image"), "1.0"));
        assertThat(parse("store -o dir image 1.0"))
                .isEqualTo(new Command.Store(
                        new Command.KeySource.Environment(), Path.of("dir"), Path.of("image"), "1.0"));
        assertThatThrownBy(() -> parse("store -k x -f y -o dir image 1.0")).isInstanceOf(UsageException.class);
    }

    @Test
    void makesAKeyPairOnTheTerminalOrInAFile() throws Exception {
        assertThat(parse("gen-key")).isEqualTo(new Command.GenerateKey(Optional.empty()));
        assertThat(parse("gen-key -f key")).isEqualTo(new Command.GenerateKey(Optional.of(Path.of("key"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "fetch --help", "store --help", "gen-key -h", "--if-not-exists --help"})
    void helps(String line) throws Exception {
        assertThat(parse(line)).isInstanceOf(Command.Help.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fetch",
                "--if-not-exists",
                "--if /etc/tako",
                "--no-verify /etc/tako",
                "store",
                "store -o dir image",
                "store -o dir image 1.0 more",
                "store image 1.0",
                "gen-key file",
                "gen-key -f",
                "--if-not-exists --retry-failed /etc/tako",
            })
    void refusesWhatItDoesNotKnow(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessageMatching("[^\n]+");
    }
}
