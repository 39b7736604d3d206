package tako.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
    @TempDir
    Path directory;

    @Test
    void takesAFileAsItself() throws Exception {
        Path file = Files.createFile(directory.resolve(".hidden~"));
        assertThat(ConfigFiles.in(file)).containsExactly(file);
    }

    @Test
    void takesWhatIsMissingAsItselfSoThatReadingItTellsOfIt() throws Exception {
        assertThat(ConfigFiles.in(directory.resolve("no"))).containsExactly(directory.resolve("no"));
    }

    @Test
    void takesTheFilesOfADirectorySorted() throws Exception {
        for (String name : new String[] {"b.tako", "a.conf", "c", "B.conf", "with space.conf"}) {
            Files.createFile(directory.resolve(name));
        }
        assertThat(ConfigFiles.in(directory))
                .extracting(path -> directory.relativize(path).toString())
                .containsExactly("B.conf", "a.conf", "b.tako", "c", "with space.conf");
    }

    @Test
    void leavesOutHiddenFilesBackupsAndWhatIsNoFile() throws Exception {
        for (String name : new String[] {
            ".hidden.conf",
            "a.conf~",
            "a.bak",
            ".a.conf.swp",
            "a.swp",
            "a.conf.dpkg-old",
            "a.conf.dpkg-dist",
            "a.rpmnew",
            "a.rpmsave",
            "a.rpmorig",
            "a.conf.ucf-dist"
        }) {
            Files.createFile(directory.resolve(name));
        }
        Files.createDirectory(directory.resolve("sub.conf"));
        Files.createSymbolicLink(directory.resolve("masked.conf"), Path.of("/dev/null"));
        assertThat(ConfigFiles.in(directory)).isEmpty();
    }

    @Test
    void followsLinksAndListsThoseThatLeadNowhere() throws Exception {
        Path target = Files.createFile(directory.resolve(".target"));
        Path link = Files.createSymbolicLink(directory.resolve("a.conf"), target);
        Path dangling = Files.createSymbolicLink(directory.resolve("b.conf"), directory.resolve("gone"));
        assertThat(ConfigFiles.in(directory)).containsExactly(link, dangling);
    }

    @Test
    void takesADirectoryThroughALink() throws Exception {
        Path real = Files.createDirectory(directory.resolve("real"));
        Files.createFile(real.resolve("a.conf"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        assertThat(ConfigFiles.in(link)).containsExactly(link.resolve("a.conf"));
    }

    @Test
    void refusesADirectoryWhereOthersCanPutFiles() throws Exception {
        Files.createFile(directory.resolve("a.conf"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertThatThrownBy(() -> ConfigFiles.in(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chmod go-w " + directory);
    }
}
