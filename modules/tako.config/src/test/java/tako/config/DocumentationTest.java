package tako.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tako.conf(5) and the example configuration say what the program does. */
class DocumentationTest {
    private static final Path DOCUMENTATION = Path.of("../../docs");

    /** A key's head in the manual page: its name, and what stands in parentheses below. */
    private static final Pattern HEAD = Pattern.compile("^\\.It Cm (\\w+)= .*\n\\.Pq (.*)$", Pattern.MULTILINE);

    private static final Pattern DEFAULT = Pattern.compile("default Ql (\\S+)");
    private static final Pattern COMMENTED_OUT = Pattern.compile("^#(?=[A-Z]\\w*=)", Pattern.MULTILINE);

    @TempDir
    Path directory;

    private record Documented(String key, String properties) {}

    private static List<Documented> manual() throws Exception {
        return HEAD.matcher(Files.readString(DOCUMENTATION.resolve("tako.conf.5")))
                .results()
                .map(head -> new Documented(head.group(1), head.group(2)))
                .toList();
    }

    private static String example() throws Exception {
        return Files.readString(DOCUMENTATION.resolve("example.conf"));
    }

    @Test
    void theManualHasEveryKeyInTheProgramsOrder() throws Exception {
        assertThat(manual()).extracting(Documented::key).containsExactlyElementsOf(Key.texts());
    }

    @Test
    void theManualTellsWhichKeysAreRequiredAndWhichCanBeRepeated() throws Exception {
        for (Documented documented : manual()) {
            Key key = Key.find(documented.key).orElseThrow();
            assertThat(documented.properties.startsWith("required"))
                    .as(documented.key)
                    .isEqualTo(key.isRequired());
            assertThat(documented.properties.endsWith("can be repeated"))
                    .as(documented.key)
                    .isEqualTo(key.isList());
        }
    }

    @Test
    void theDefaultsOfTheManualAreWhatAMissingKeyMeans() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Documented documented : manual()) {
            DEFAULT.matcher(documented.properties)
                    .results()
                    .map(value -> documented.key + "=" + value.group(1))
                    .forEach(lines::add);
        }
        assertThat(lines).contains("SettleSec=5s", "TimeoutSec=0");
        ConfigFixture config = ConfigFixture.in(directory);
        assertThat(config.with(String.join("\n", lines))).isEqualTo(config.with(""));
    }

    @Test
    void theExampleIsAConfigurationAsItStands() throws Exception {
        Config config = ConfigFixture.in(directory).of(example());
        assertThat(config.origins()).hasSize(1);
        assertThat(config.restartUnits()).containsExactly("app-foo.service");
    }

    @Test
    void theExampleHasEveryKeyAndIsAConfigurationWithAllOfThem() throws Exception {
        String whole = COMMENTED_OUT.matcher(example()).replaceAll("");
        Config config = ConfigFixture.in(directory).of(whole);
        assertThat(config.origins()).hasSize(2);
        assertThat(Pattern.compile("^(\\w+)=", Pattern.MULTILINE)
                        .matcher(whole)
                        .results()
                        .map((MatchResult line) -> line.group(1))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Key.texts());
    }
}
