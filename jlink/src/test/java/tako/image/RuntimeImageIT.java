package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeImageIT {
    private final Tako java = Tako.tako().at(Tako.image().resolve("bin/java"));

    @Test
    void holdsEveryModuleOfTheProgramAndNothingOfTheDesktop() throws Exception {
        List<String> modules = java.run("--list-modules")
                .exits(0)
                .out()
                .lines()
                .map(line -> line.substring(0, line.indexOf('@') < 0 ? line.length() : line.indexOf('@')))
                .toList();
        assertThat(modules)
                .contains(
                        "tako.cli",
                        "tako.config",
                        "tako.crypto",
                        "tako.fetch",
                        "tako.store",
                        "tako.systemd",
                        "org.bouncycastle.provider",
                        "com.sun.jna",
                        "org.apache.commons.cli")
                .doesNotContain("tako.testing", "java.desktop", "java.compiler");
    }

    @Test
    void holdsTheNativeLibraryAsAFile() {
        Path library = Tako.image().resolve("lib/libjnidispatch.so");
        assertThat(library).isRegularFile().isReadable();
        assertThat(Files.isSymbolicLink(library)).isFalse();
    }

    @Test
    void holdsTheArchiveThatMakesItStartQuickly() throws Exception {
        java.run("-Xshare:on", "-m", "tako.cli/tako.cli.Main", "--version").exits(0);
    }
}
