package tako.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on security makes no point that no test shows. */
class SecurityPageTest {
    private static final Path TOP = Path.of("../..");
    private static final Pattern PARAGRAPH = Pattern.compile("\n(?=\n|- )");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT)\\.\\w+)`");
    private static final Pattern METHOD = Pattern.compile("^    void (\\w+)\\(", Pattern.MULTILINE);

    private static String page() throws Exception {
        return Files.readString(TOP.resolve("docs/security.md"));
    }

    @Test
    void namesATestForEveryPoint() throws Exception {
        List<String> points = PARAGRAPH
                .splitAsStream(page())
                .filter(paragraph -> paragraph.startsWith("- "))
                .toList();
        assertThat(points)
                .hasSizeGreaterThan(40)
                .allSatisfy(point -> assertThat(point).containsPattern(NAMED));
    }

    @Test
    void namesTestsThatThereAre() throws Exception {
        List<String> named =
                NAMED.matcher(page()).results().map(match -> match.group(1)).toList();
        Set<String> tests = tests();
        assertThat(named).filteredOn(name -> !tests.contains(name)).isEmpty();
    }

    /** Each phrase has one or more numbers, and the sources have the same ones in that place. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    `MaxManifestSize=`, 16M unless set   | store/Manifest          | DEFAULT_MAX_SIZE = 16 << 20;
                    at most 32M                          | config/Config           | MAX_MANIFEST_SIZE = 32 << 20;
                    255 printable ASCII characters       | store/Version           | MAX_LENGTH = 255;
                    16 MiB left free                     | store/LockedDestination | RESERVE = 16 << 20;
                    5 in a row                           | fetch/HttpTransport     | MAX_REDIRECTS = 5;
                    512 printable ASCII characters       | fetch/HttpAnswer        | MAX_VALIDATOR = 512;
                    256 fields with the header           | fetch/TrailerWatch      | MAX_FIELDS = 256;
                    and a second of work on them         | fetch/TrailerWatch      | MAX_LOOKS = 20;
                    and a second of work on them         | fetch/TrailerWatch      | INTERVAL = Duration.ofMillis(50);
                    **Configuration**: 64 KiB            | config/ConfigText       | MAX_SIZE = 1 << 16;
                    **`AuthFile=`**: 8 KiB               | fetch/Credentials       | MAX_SIZE = 8 << 10;
                    fewer than 1000 bytes a second       | fetch/Limits            | STALL_RATE = 1000;
                    at least twice that                  | config/Config           | MIN_RATE = 2_000;
                    one that brings 64 KiB               | fetch/Limits            | WORTHWHILE = 64 << 10;
                    100 in a run                         | fetch/Limits            | MAX_RETRIES = 100;
                    **Manifests asked for ahead**: 4,    | fetch/Turns             | EARLY = 4;
                    what waits for longer than a minute  | fetch/EarlyTransport    | FRESH = Duration.ofMinutes(1);
                    **A turn**: 15 min                   | fetch/Turns             | LENGTH = Duration.ofMinutes(15);
                    or for units**: 10 min               | fetch/Update            | LOCK_LIMIT = Duration.ofMinutes(10);
                    or for units**: 10 min               | fetch/Units             | LIMIT = Duration.ofMinutes(10);
                    **Notes of its own**: 1 MiB each     | store/StateFile         | MAX_SIZE = 1 << 20;
                    """)
    void namesTheLimitsThatThereAre(String phrase, String type, String constant) throws Exception {
        assertThat(oneLine(page())).contains(phrase);
        assertThat(source(type)).contains(" " + constant);
    }

    @Test
    void namesTheTimesThatThereAre() throws Exception {
        assertThat(oneLine(page()))
                .contains("10 s to connect to one address, 30 s of silence, 60 s for connecting, TLS and headers")
                .contains("1000 bytes a second over 30 s;")
                .contains("**A manifest on its way**: 5 min;")
                .contains("6 in a row that get nowhere, within 60 s,");
        assertThat(oneLine(source("fetch/Limits")))
                .contains(
                        "STANDARD = new Limits( Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60),"
                                + " Duration.ofSeconds(30), Duration.ofMinutes(5), 6, Duration.ofSeconds(60));");
    }

    /** A type by its module and name. */
    private static String source(String type) throws Exception {
        String module = type.substring(0, type.indexOf('/'));
        return Files.readString(TOP.resolve("modules/tako." + module + "/src/main/java/tako/" + type + ".java"));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** All tests of all modules, as {@code Class.method}. */
    private static Set<String> tests() throws Exception {
        Set<String> tests = new HashSet<>();
        for (Path source : sources()) {
            String type = source.getFileName().toString().replace(".java", ".");
            METHOD.matcher(Files.readString(source)).results().forEach(method -> tests.add(type + method.group(1)));
        }
        return tests;
    }

    private static List<Path> sources() throws Exception {
        List<Path> sources = new ArrayList<>();
        for (Path parent : List.of(TOP, TOP.resolve("modules"))) {
            try (Stream<Path> modules = Files.list(parent)) {
                for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                        .filter(Files::isDirectory)
                        .toList()) {
                    try (Stream<Path> files = Files.walk(tests)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }
}
