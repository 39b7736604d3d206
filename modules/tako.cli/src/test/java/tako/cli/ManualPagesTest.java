package tako.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages are good mdoc(7), in the eyes of mandoc(1). */
class ManualPagesTest {
    private static final Path DOCUMENTATION = Path.of("../../docs");

    /** Depends on which manual pages this machine has. */
    private static final String UNKNOWN_PAGE = "referenced manual not found";

    /** Exit statuses from here on are not about the page (mandoc(1)). */
    private static final int COULD_NOT_READ = 5;

    private static final Pattern OWN_PAGE = Pattern.compile("^\\.Xr (tako\\S*) (\\d)", Pattern.MULTILINE);

    @Tag("mandoc")
    @ParameterizedTest
    @ValueSource(strings = {"tako.1", "tako.conf.5", "tako-manifest.5"})
    void areWithoutFault(String page) throws Exception {
        Process mandoc = new ProcessBuilder("mandoc", "-T", "lint", page)
                .directory(DOCUMENTATION.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD) // the state of this machine's index of pages
                .start();
        String complaints = new String(mandoc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(mandoc.waitFor()).as(complaints).isLessThan(COULD_NOT_READ);
        assertThat(complaints.lines()).allMatch(line -> line.contains(UNKNOWN_PAGE));
    }

    @Test
    void referToPagesThatExist() throws Exception {
        for (String page : new String[] {"tako.1", "tako.conf.5", "tako-manifest.5"}) {
            OWN_PAGE.matcher(Files.readString(DOCUMENTATION.resolve(page)))
                    .results()
                    .map(reference -> DOCUMENTATION.resolve(reference.group(1) + "." + reference.group(2)))
                    .forEach(file -> assertThat(file).exists());
        }
    }
}
