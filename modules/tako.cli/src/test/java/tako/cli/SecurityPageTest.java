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
