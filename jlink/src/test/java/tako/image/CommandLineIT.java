package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineIT {
    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void fetchesWithTheCommandAndWithoutIt() throws Exception {
        tako().run(published.config()).exits(0).prints("app: installed 1.0.0\n");
        tako().run("fetch", published.config()).exits(0).prints("app: 1.0.0 is up to date\n");
    }

    @Test
    void takesAConfigurationByARelativePath() throws Exception {
        published.config();
        tako().in(published.directory()).run("app").exits(0).prints("app: installed 1.0.0\n");
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }

    @Test
    void runsThroughLinksFromAnotherDirectory() throws Exception {
        Path near = Files.createSymbolicLink(parent.resolve("tako link"), Tako.program(Tako.image()));
        Path far = Files.createSymbolicLink(published.directory().resolve("tako"), Path.of("../tako link"));
        tako().in(parent).at(near).run("--version").exits(0);
        tako().in(published.directory()).at(far).run(published.config()).exits(0);
        tako().in(published.directory())
                .at(Path.of("./tako"))
                .run("fetch", published.config())
                .exits(0);
    }

    @Test
    void isFoundInThePath() throws Exception {
        Path bin = Files.createDirectory(parent.resolve("a bin"));
        Files.createSymbolicLink(bin.resolve("tako"), Tako.program(Tako.image()));
        tako().with("PATH", bin + ":" + System.getenv("PATH"))
                .at(Path.of("tako"))
                .behind(List.of("/usr/bin/env"))
                .run(published.config())
                .exits(0);
    }

    @Test
    void runsFromAnImageThatWasCopiedToAPathWithASpace() throws Exception {
        Path copy = parent.resolve("opt dir").resolve("a runtime");
        Files.createDirectory(parent.resolve("opt dir"));
        new ProcessBuilder("cp", "-a", Tako.image().toString(), copy.toString())
                .start()
                .waitFor();
        tako().in(parent)
                .at(Path.of("opt dir/a runtime/bin/tako"))
                .run("fetch", published.config())
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .saysNothingElse();
    }

    @Test
    void takesPathsOfAnyLanguageWithoutALocale() throws Exception {
        Path destination = published.directory().resolve("Bilder für 日本");
        String config = published.config("größe", published.origin().url(), published.publicKey(), destination);
        tako().run(config).exits(0).prints("größe: installed 1.0.0\n").saysNothingElse();
        assertThat(destination.resolve("latest")).hasBinaryContent(Published.shortImage("1.0.0"));
    }

    @Test
    void tellsItsVersion() throws Exception {
        assertThat(tako().run("--version").exits(0).saysNothingElse().out()).matches("tako \\d+\\.\\d+\\.\\d+\\n");
    }

    @Test
    void explainsItself() throws Exception {
        String help = tako().run("--help").exits(0).saysNothingElse().out();
        assertThat(help)
                .startsWith("Usage: tako [--if-not-exists] CONFIG...")
                .contains("tako fetch", "tako store", "tako gen-key", "Exit status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetch", "store", "gen-key"})
    void explainsEveryCommand(String command) throws Exception {
        String help = tako().run(command, "--help").exits(0).saysNothingElse().out();
        assertThat(help).startsWith("Usage: tako " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fetch",
                "--if-not-exists",
                "--frobnicate app",
                "fetch --frobnicate app",
                "store",
                "store -o origin image",
                "store -o origin image 1.0.0",
                "store -k key -f key -o origin image 1.0.0",
                "store -f key -o origin image 1.*",
                "gen-key one two",
                "gen-key -f"
            })
    void refusesWhatItDoesNotUnderstand(String arguments) throws Exception {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        tako().in(published.directory()).run(words).exits(2).complains("tako: ", "try 'tako --help'");
    }

    @Test
    void refusesAConfigurationThatIsNotThere() throws Exception {
        tako().in(published.directory()).run("nowhere").exits(2).complains("nowhere: there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gen-key", "--version", "--help"})
    void failsWhenItsResultsAreLost(String command) throws Exception {
        tako().behind(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"))
                .run(command)
                .exits(1)
                .says("tako: the result could not be written to standard output");
    }
}
