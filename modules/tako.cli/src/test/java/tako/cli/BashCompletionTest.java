package tako.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion for bash, in bash. */
class BashCompletionTest {
    private static final Path SCRIPT =
            Path.of("../../docs/completion/tako.bash").toAbsolutePath();

    /** Calls the function that bash would call for the words so far, of which the last is to be completed. */
    private static final String COMPLETE = """
            source "$1" && shift || exit
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            "$(complete -p tako | sed 's/.*-F \\([^ ]*\\).*/\\1/')" tako "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void makesFiles() throws Exception {
        Files.createFile(directory.resolve("app-foo"));
        Files.createFile(directory.resolve("the image"));
        Files.createDirectory(directory.resolve("origin"));
    }

    private List<String> complete(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c", COMPLETE, "bash", SCRIPT.toString()));
        command.add("tako");
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output.lines().filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void beginsWithACommandOrAConfiguration() throws Exception {
        assertThat(complete(""))
                .contains("fetch", "store", "gen-key", "help", "app-foo", "the image", "origin")
                .doesNotContain("--version");
        assertThat(complete("st")).containsExactly("store");
        assertThat(complete("app")).containsExactly("app-foo");
        assertThat(complete("--v")).containsExactly("--version");
    }

    @Test
    void offersEveryOptionOfACommand() throws Exception {
        assertThat(complete("fetch", "-")).containsExactlyInAnyOrderElementsOf(options(CommandLine.fetchOptions()));
        assertThat(complete("--init", "-")).containsExactlyInAnyOrderElementsOf(options(CommandLine.fetchOptions()));
        assertThat(complete("store", "-")).containsExactlyInAnyOrderElementsOf(options(CommandLine.storeOptions()));
        assertThat(complete("gen-key", "-"))
                .containsExactlyInAnyOrderElementsOf(options(CommandLine.generateKeyOptions()));
    }

    private static List<String> options(Options options) {
        List<String> texts = new ArrayList<>(List.of(CommandLine.DEBUG));
        for (Option option : options.getOptions()) {
            texts.add(option.getLongOpt() == null ? "-" + option.getOpt() : "--" + option.getLongOpt());
        }
        return texts;
    }

    @Test
    void completesWhatAnOptionTakes() throws Exception {
        assertThat(complete("store", "-f", "")).containsExactlyInAnyOrder("app-foo", "the image", "origin");
        assertThat(complete("store", "-f", "app-foo", "-o", "")).containsExactly("origin");
        assertThat(complete("store", "-k", "")).isEmpty();
        assertThat(complete("gen-key", "")).isEmpty();
        assertThat(complete("gen-key", "-f", "a")).containsExactly("app-foo");
    }

    @Test
    void completesConfigurationsAndImages() throws Exception {
        assertThat(complete("fetch", "--if-not-exists", "a")).containsExactly("app-foo");
        assertThat(complete("app-foo", "or")).containsExactly("origin");
        assertThat(complete("store", "-o", "origin", "the")).containsExactly("the image");
    }
}
