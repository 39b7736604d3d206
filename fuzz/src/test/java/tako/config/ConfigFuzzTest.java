package tako.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tako.fuzz.Message;

class ConfigFuzzTest {
    @TempDir
    private static Path directory;

    private static Path file;

    @BeforeAll
    static void makeFile() throws Exception {
        file = directory.resolve("app.conf");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @FuzzTest
    void isWhatItPromisesOrWrongForReasonsThatCanBePrinted(byte[] input) throws Exception {
        Files.write(file, input);
        try {
            check(Config.read(file));
        } catch (ConfigException e) {
            assertThat(e.errors()).isNotEmpty();
            for (String error : e.errors()) {
                assertThat(error).startsWith(file.toString());
                Message.requireOneLine(error);
            }
        }
    }

    private static void check(Config config) throws ConfigException {
        assertThat(config.name()).isEqualTo("app");
        assertThat(config.origins()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(config.publicKeys()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(config.destination()).isAbsolute().isNormalized().isNotEqualTo(Path.of("/"));
        assertThat(config.restartUnits()).doesNotHaveDuplicates();
        for (String unit : config.restartUnits()) {
            assertThat(UnitName.parse(unit)).isEqualTo(unit);
        }
        assertThat(config.settle().isNegative()).isFalse();
        assertThat(config.keepImages()).isNotNegative();
        assertThat(config.maxManifestSize()).isBetween(Config.MIN_MANIFEST_SIZE, Config.MAX_MANIFEST_SIZE);
        config.timeout().ifPresent(timeout -> assertThat(timeout).isPositive());
        config.rateLimit().ifPresent(rate -> assertThat(rate).isGreaterThanOrEqualTo(Config.MIN_RATE));
        config.caFile().ifPresent(path -> assertThat(path).isAbsolute());
        config.authFile()
                .ifPresent(path -> assertThat(path.normalize().startsWith("..")).isFalse());
    }
}
