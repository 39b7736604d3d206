package tako.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Command;
import tako.testing.FileTree;

class PackageIT {
    private static final long MAX_BYTES = 20_000_000;
    private static final long MAX_INSTALLED_BYTES = 80L << 20;

    /** Directories of others, which are there before the package. */
    private static final List<String> NOT_OWNED = List.of(
            "etc",
            "usr",
            "usr/bin",
            "usr/lib",
            "usr/lib/systemd",
            "usr/lib/systemd/system",
            "usr/share",
            "usr/share/bash-completion",
            "usr/share/bash-completion/completions",
            "usr/share/doc",
            "usr/share/fish",
            "usr/share/fish/vendor_completions.d",
            "usr/share/man",
            "usr/share/man/man1",
            "usr/share/man/man5",
            "usr/share/zsh",
            "usr/share/zsh/site-functions");

    @TempDir
    private Path directory;

    @Test
    void isNamedAsItsTagsSay() throws Exception {
        PackageFile built = PackageFile.built();
        assertThat(built.query("%{NAME} %{VERSION} %{RELEASE}")).isEqualTo("tako " + PackageFile.VERSION + " 1");
        assertThat(built.file().getFileName())
                .hasToString("tako-" + PackageFile.VERSION + "-1." + built.query("%{ARCH}") + ".rpm");
    }

    @Test
    void isForTheMachineThatBuiltIt() throws Exception {
        assertThat(PackageFile.built().query("%{ARCH}"))
                .isEqualTo(Command.of("uname", "-m").output().strip());
    }

    @Test
    void needsTheSystemsOwnLibrariesAndTheAuthorities() throws Exception {
        List<String> requirements = PackageFile.built()
                .query("[%{REQUIRENAME} %{REQUIREFLAGS:depflags} %{REQUIREVERSION}\n]")
                .lines()
                .map(String::strip)
                .toList();
        assertThat(requirements)
                .contains("ca-certificates", "systemd-libs >= 221")
                .anyMatch(name -> name.startsWith("libc.so.6(GLIBC_2.17)"))
                .noneMatch(name -> name.startsWith("libjvm") || name.startsWith("libjava"));
    }

    @Test
    void offersNothingButItself() throws Exception {
        assertThat(PackageFile.built().query("[%{PROVIDENAME}\n]").lines())
                .allSatisfy(name -> assertThat(name).startsWith("tako"));
    }

    @Test
    void holdsWhatWasStagedWithExecutableLibraries() throws Exception {
        Map<String, String> expected = FileTree.of(PackageFile.ROOT);
        expected.keySet().removeAll(NOT_OWNED);
        expected.replaceAll(
                (path, content) -> path.endsWith(".so") ? content.replaceFirst("-rw-r--r--", "-rwxr-xr-x") : content);

        Map<String, String> packed = new TreeMap<>();
        PackageFile.built()
                .query("[%{FILENAMES}\t%{FILEMODES:perms} %{FILEDIGESTS}%{FILELINKTOS}\n]")
                .lines()
                .map(line -> line.split("\t", -1))
                .forEach(file -> packed.put(file[0].substring(1), file[1].strip()));
        assertThat(packed).containsExactlyEntriesOf(expected);
    }

    @Test
    void belongsToRoot() throws Exception {
        assertThat(PackageFile.built()
                        .query("[%{FILEUSERNAME} %{FILEGROUPNAME}\n]")
                        .lines())
                .containsOnly("root root");
    }

    @Test
    void isSmall() throws Exception {
        PackageFile built = PackageFile.built();
        assertThat(Files.size(built.file())).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(Long.parseLong(built.query("%{LONGSIZE}"))).isLessThanOrEqualTo(MAX_INSTALLED_BYTES);
    }

    @Test
    void isTheSameWhoeverPacksItWhereverAndWhenever() throws Exception {
        PackageFile here = packed(PackageFile.ROOT, "here", "umask 022; exec \"$@\"");
        Path copy = directory.resolve("another-root");
        Command.of("cp", "-R", "--preserve=mode,links", PackageFile.ROOT.toString(), copy.toString())
                .output();
        PackageFile there =
                packed(copy, "there", "umask 077; exec env TZ=Asia/Kathmandu LC_ALL=C.UTF-8 HOME=/nowhere \"$@\"");

        assertThat(there.file()).hasSameBinaryContentAs(here.file());
        assertThat(contentOf(here)).isEqualTo(contentOf(PackageFile.built()));
    }

    @Test
    void hasNothingThatRpmlintComplainsOf() throws Exception {
        Path pack = Path.of(System.getProperty("tako.pack"));
        Command.of(
                        "rpmlint",
                        "--strict",
                        "--ignore-unused-rpmlintrc",
                        "--config=" + pack.resolveSibling("rpmlint.toml"),
                        "--rpmlintrc=" + pack.resolveSibling("rpmlintrc"),
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

    private static String contentOf(PackageFile of) throws IOException, InterruptedException {
        return Command.of(
                        "sh",
                        "-c",
                        "rpm2cpio \"$1\" | sha256sum",
                        "sh",
                        of.file().toString())
                .output();
    }
}
