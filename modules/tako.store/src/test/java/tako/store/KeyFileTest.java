package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.crypto.SecretKey;

class KeyFileTest {
    @TempDir
    Path directory;

    @Test
    void keepsAKeyFromOthersAndGivesItBack() throws Exception {
        Path file = directory.resolve("key");
        try (SecretKey key = SecretKey.generate(new SecureRandom())) {
            new KeyFile(file).write(key);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(new KeyFile(file).isOpenToOthers()).isFalse();
            try (SecretKey read = new KeyFile(file).read()) {
                assertThat(read.publicKey()).isEqualTo(key.publicKey());
            }
        }
    }

    @Test
    void neverReplacesAKey() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "precious");
        try (SecretKey key = SecretKey.generate(new SecureRandom())) {
            assertThatThrownBy(() -> new KeyFile(file).write(key))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(
                            "cannot write the secret key to " + file + ": it exists already, and was left as it is");
        }
        assertThat(file).hasContent("precious");
    }

    @Test
    void noticesThatOthersCanReadIt() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(new KeyFile(file).isOpenToOthers()).isTrue();
    }

    @Test
    void refusesWhatIsNoKeyWithoutRepeatingIt() {
        assertThatThrownBy(() -> KeyFile.read(new ByteArrayInputStream("SECRET+hunter2".getBytes(US_ASCII)), "stdin"))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("cannot use the secret key in stdin: ")
                .message()
                .doesNotContain("hunter2");
    }
}
