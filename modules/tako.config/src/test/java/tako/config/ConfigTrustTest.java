package tako.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTrustTest {
    @TempDir
    Path directory;

    @Test
    void saysThatAFileIsMissing() {
        assertRefused(directory.resolve("no.conf"), "there is no such file");
    }

    @Test
    void saysThatALinkLeadsNowhere() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("a.conf"), directory.resolve("gone"));
        assertRefused(link, "this link leads to a file that does not exist");
    }

    @Test
    void refusesADirectoryAndADevice() {
        assertRefused(directory, "this is not a regular file");
        assertRefused(Path.of("/dev/zero"), "this is not a regular file");
    }

    @Test
    void readsThroughALink() throws Exception {
        Path file = written("rw-------");
        Path link = Files.createSymbolicLink(directory.resolve("link.tako"), file);
        assertThat(Config.read(link).name()).isEqualTo("link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--rw-", "rw-rw-rw-", "rw-----w-"})
    void refusesAFileThatOthersCanWrite(String mode) throws Exception {
        Path file = written(mode);
        assertRefused(
                file,
                "other users can write this file (those of its group count, for an ACL shows so), and so choose the keys"
                        + " that Tako trusts; check what is in it, and run: chmod go-w " + file);
    }

    /** Root's group shows an ACL, too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void refusesAFileThatASharedGroupCanWrite(int group) throws Exception {
        Path file = written("rw-rw-r--");
        assumeTrue(isRoot(), "only root can give a file to another group");
        Files.setAttribute(file, "unix:gid", group);
        assertThatThrownBy(() -> Config.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chmod go-w");
    }

    @Test
    void readsAFileThatTheOwnersOwnGroupCanWrite() throws Exception {
        Path file = written("rw-rw-r--");
        assumeTrue(isRoot(), "only root can give a file to another group");
        Files.setAttribute(file, "unix:uid", 1000);
        Files.setAttribute(file, "unix:gid", 1000);
        assertThat(Config.read(file)).isNotNull();
    }

    @Test
    void escapesTheNameOfAFileInItsMessages() {
        assertThatThrownBy(() -> Config.read(directory.resolve("a\u001b[2J\n.conf")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a\\{1b}[2J\\{a}.conf: there is no such file");
    }

    private Path written(String mode) throws Exception {
        Path file = Files.writeString(directory.resolve("app.conf"), ConfigFixture.REQUIRED);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static boolean isRoot() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> Config.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": " + reason);
    }
}
