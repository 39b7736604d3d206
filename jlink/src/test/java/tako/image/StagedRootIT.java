package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Command;
import tako.testing.FileTree;

/** What both packages and {@code make install} take. */
class StagedRootIT {
    private static final Path ROOT = Path.of(System.getProperty("tako.root"));
    private static final Path TOP = ROOT.resolve("../../..").normalize();
    private static final long MAX_BYTES = 80L << 20;

    /** A file, a directory for all that is in it, or how the names of some files begin. */
    private static final List<String> PLACES = List.of(
            "etc/tako",
            "usr/bin/tako",
            "usr/lib/systemd/system/tako.",
            "usr/lib/systemd/system/tako@.",
            "usr/lib/tako",
            "usr/share/bash-completion/completions/tako",
            "usr/share/doc/tako",
            "usr/share/fish/vendor_completions.d/tako.fish",
            "usr/share/man/man1/tako.1.gz",
            "usr/share/man/man5/tako-manifest.5.gz",
            "usr/share/man/man5/tako.conf.5.gz",
            "usr/share/zsh/site-functions/_tako");

    @TempDir
    private Path directory;

    @Test
    void hasAFileInEachOfItsPlaces() throws Exception {
        SortedMap<String, String> tree = FileTree.of(ROOT);
        assertThat(PLACES).allSatisfy(place -> assertThat(tree.keySet()).anyMatch(path -> path.startsWith(place)));
    }

    @Test
    void leavesConfigurationToTheAdministrator() throws Exception {
        assertThat(FileTree.of(ROOT.resolve("etc/tako"))).isEmpty();
    }

    @Test
    void hasNoFileOutsideOfItsPlaces() throws Exception {
        SortedMap<String, String> tree = FileTree.of(ROOT);
        tree.keySet().removeIf(path -> PLACES.stream().anyMatch(path::startsWith));
        assertThat(tree.keySet())
                .allSatisfy(above -> assertThat(PLACES)
                        .as("%s is on the way to a place", above)
                        .anyMatch(place -> place.startsWith(above + "/")));
    }

    @Test
    void isReadByAllAndWrittenByItsOwnerAlone() throws Exception {
        assertThat(FileTree.of(ROOT))
                .allSatisfy((path, content) -> assertThat(content.split(" ", -1)[0])
                        .as(path)
                        .isIn("drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"))
                .allSatisfy((path, content) -> assertThat(content.startsWith("-rwx"))
                        .as("%s is executable", path)
                        .isEqualTo(path.startsWith("usr/lib/tako/bin/")));
    }

    @Test
    void hasNoProgramsButTakoAndItsRuntime() throws Exception {
        assertThat(FileTree.of(ROOT.resolve("usr/lib/tako/bin"))).containsOnlyKeys("java", "tako");
        assertThat(FileTree.of(ROOT.resolve("usr/bin")))
                .containsExactly(Map.entry("tako", "lrwxrwxrwx ../lib/tako/bin/tako"));
    }

    @Test
    void runsThroughTheLink() throws Exception {
        Tako.tako().at(ROOT.resolve("usr/bin/tako")).run("--version").exits(0);
    }

    @Test
    void hasStrippedLibraries() throws Exception {
        try (Stream<Path> files = Files.walk(ROOT.resolve("usr/lib/tako/lib"))) {
            List<Path> libraries =
                    files.filter(file -> file.toString().endsWith(".so")).toList();
            assertThat(libraries)
                    .isNotEmpty()
                    .allSatisfy(library -> assertThat(Command.of("readelf", "--sections", "--wide", library.toString())
                                    .output())
                            .as("%s", library)
                            .doesNotContain(" .symtab ", " .debug_info ", " .comment "));
        }
    }

    @Test
    void hasTheLicencesOfAllModules() throws Exception {
        Path legal = ROOT.resolve("usr/lib/tako/legal");
        List<String> modules = Tako.tako()
                .at(Tako.image().resolve("bin/java"))
                .run("--list-modules")
                .out()
                .lines()
                .map(line -> line.replaceFirst("@.*", ""))
                .filter(module -> module.equals("tako.cli") || !module.startsWith("tako."))
                .toList();
        assertThat(modules)
                .isNotEmpty()
                .allSatisfy(module -> assertThat(legal.resolve(module)).isDirectoryContaining("glob:**/LICENSE*"));
    }

    @Test
    void hasEveryPageOfTheDocumentation() throws Exception {
        try (Stream<Path> files = Files.list(TOP.resolve("docs"))) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            assertThat(pages)
                    .isNotEmpty()
                    .allSatisfy(page -> assertThat(
                                    ROOT.resolve("usr/share/doc/tako").resolve(page.getFileName()))
                            .hasSameTextualContentAs(page));
        }
    }

    @Test
    void isSmall() throws Exception {
        try (Stream<Path> files = Files.walk(ROOT)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertThat(bytes).isLessThanOrEqualTo(MAX_BYTES);
        }
    }

    @Test
    void isTheSameWhoeverLinksItWhereverAndWhenever() throws Exception {
        Command.of("cp", "-R", ROOT.resolveSibling("dependencies").toString(), directory.toString())
                .output();
        for (List<String> step : List.of(
                List.of(TOP + "/jlink/link", System.getProperty("java.home"), directory.toString()),
                List.of(TOP + "/jlink/stage", directory.toString()))) {
            new Command(step, Map.of("TZ", "Asia/Kathmandu"))
                    .behind("sh", "-c", "umask 077; exec \"$@\"", "sh")
                    .output();
        }
        assertThat(FileTree.of(directory.resolve("root"))).isEqualTo(FileTree.of(ROOT));
    }

    @Test
    void isInstalledInPlaceOfAnOlderOne() throws Exception {
        Files.createDirectories(directory.resolve("usr/lib/tako/lib"));
        Files.writeString(directory.resolve("usr/lib/tako/lib/of-an-older-one"), "");
        Command.of(TOP + "/tools/install", directory.toString()).output();
        assertThat(FileTree.of(directory)).isEqualTo(FileTree.of(ROOT));
    }

    @Test
    void leavesTheDirectoriesOfOthersAsTheyAreWhenInstalled() throws Exception {
        Path others = Files.createDirectories(directory.resolve("usr/share"));
        Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwxrwx---"));
        Command.of(TOP + "/tools/install", directory.toString()).output();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(others)))
                .isEqualTo("rwxrwx---");
    }
}
