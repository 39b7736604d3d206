package tako.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Command;
import tako.testing.FileTree;

class PackageIT {
    private static final long MAX_BYTES = 20_000_000;
    private static final long MAX_INSTALLED_KIB = 80 * 1024;

    @TempDir
    private Path directory;

    @Test
    void isNamedAsItsFieldsSay() throws Exception {
        PackageFile built = PackageFile.built();
        assertThat(built.field("Package")).isEqualTo("tako");
        assertThat(built.field("Version")).isEqualTo(PackageFile.VERSION);
        assertThat(built.file().getFileName())
                .hasToString("tako_" + PackageFile.VERSION + "_" + built.field("Architecture") + ".deb");
    }

    @Test
    void isForTheMachineThatBuiltIt() throws Exception {
        String machine = Command.of("dpkg", "--print-architecture").output().strip();
        assertThat(PackageFile.built().field("Architecture")).isEqualTo(machine);
    }

    @Test
    void needsNothingButTwoLibrariesAndTheAuthorities() throws Exception {
        assertThat(PackageFile.built().field("Depends").split(", ", -1))
                .satisfiesExactlyInAnyOrder(
                        libc -> assertThat(libc).matches("libc6 \\(>= [0-9.]+\\)"),
                        libsystemd -> assertThat(libsystemd).isEqualTo("libsystemd0 (>= 221)"),
                        authorities -> assertThat(authorities).isEqualTo("ca-certificates"));
    }

    @Test
    void holdsWhatWasStagedAndWhatDebianAsksFor() throws Exception {
        Command.of("dpkg-deb", "--extract", PackageFile.built().file().toString(), directory.toString())
                .output();
        Map<String, String> expected = new TreeMap<>();
        FileTree.of(PackageFile.ROOT).forEach((path, content) -> expected.put(asInDebian(path), content));
        expected.remove("usr/share/doc/tako/CHANGELOG.md");

        Map<String, String> packed = FileTree.of(directory);
        assertThat(packed.keySet())
                .contains("usr/share/doc/tako/copyright", "usr/share/doc/tako/changelog.gz")
                .contains("usr/share/lintian/overrides/tako");
        packed.keySet().removeIf(path -> path.startsWith("usr/share/lintian"));
        packed.remove("usr/share/doc/tako/copyright");
        packed.remove("usr/share/doc/tako/changelog.gz");
        assertThat(packed).containsExactlyEntriesOf(expected);
    }

    @Test
    void belongsToRoot() throws Exception {
        String list = Command.of(
                        "dpkg-deb", "--contents", PackageFile.built().file().toString())
                .output();
        assertThat(list.lines())
                .allSatisfy(line -> assertThat(line.split(" +", -1)[1]).as(line).isEqualTo("root/root"));
    }

    @Test
    void isSmall() throws Exception {
        PackageFile built = PackageFile.built();
        assertThat(Files.size(built.file())).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(Long.parseLong(built.field("Installed-Size"))).isLessThanOrEqualTo(MAX_INSTALLED_KIB);
    }

    @Test
    void isTheSameWhoeverPacksItWhereverAndWhenever() throws Exception {
        PackageFile here = packed(PackageFile.ROOT, "here", "umask 022; exec \"$@\"");
        Path copy = directory.resolve("another root");
        Command.of("cp", "-R", "--preserve=mode,links", PackageFile.ROOT.toString(), copy.toString())
                .output();
        PackageFile there =
                packed(copy, "there", "umask 077; exec env TZ=Asia/Kathmandu LC_ALL=C.UTF-8 HOME=/nowhere \"$@\"");

        assertThat(there.file()).hasSameBinaryContentAs(here.file());
        assertThat(digestOf("--fsys-tarfile", here)).isEqualTo(digestOf("--fsys-tarfile", PackageFile.built()));
        assertThat(digestOf("--ctrl-tarfile", here)).isEqualTo(digestOf("--ctrl-tarfile", PackageFile.built()));
    }

    @Test
    void hasNothingThatLintianComplainsOf() throws Exception {
        Command.of(
                        "lintian",
                        "--allow-root",
                        "--info",
                        "--display-info",
                        "--pedantic",
                        "--tag-display-limit=0",
                        "--fail-on=error,warning,info,pedantic",
                        PackageFile.built().file().toString())
                .output();
    }

    private PackageFile packed(Path root, String output, String shell) throws IOException, InterruptedException {
        Path packages = directory.resolve(output);
        PackageFile.packing(root, PackageFile.VERSION, packages)
                .behind("sh", "-c", shell, "sh")
                .output();
        return PackageFile.only(packages);
    }

    private static String digestOf(String part, PackageFile of) throws IOException, InterruptedException {
        return Command.of(
                        "sh",
                        "-c",
                        "dpkg-deb \"$1\" \"$2\" | sha256sum",
                        "sh",
                        part,
                        of.file().toString())
                .output();
    }

    private static String asInDebian(String path) {
        return path.replace("usr/share/zsh/site-functions", "usr/share/zsh/vendor-completions");
    }
}
