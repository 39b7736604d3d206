package tako.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSyntaxTest {
    @TempDir
    Path directory;

    private ConfigFixture config;

    @BeforeEach
    void writesIntoADirectoryOfItsOwn() {
        config = ConfigFixture.in(directory);
    }

    @Test
    void ignoresCommentsBlankLinesAndWhiteSpaceAroundKeysAndValues() throws Exception {
        assertThat(config.with("# a\n  ; b = c\n\n \t\n\t KeepImages \t=\t 7 \t\n# ends with a backslash \\\n")
                        .keepImages())
                .isEqualTo(7);
    }

    @Test
    void continuesALineAfterABackslashAndIgnoresCommentsInBetween() throws Exception {
        assertThat(config.with("RestartUnit=a.service \\\n# not this one \\\n  b.service\\\n;nor this\n\tc.service\n")
                        .restartUnits())
                .containsExactly("a.service", "b.service", "c.service");
    }

    @Test
    void endsAContinuedLineAtABlankOneAndAtTheEndOfTheFile() throws Exception {
        assertThat(config.with("RestartUnit=a.service \\\n\nKeepImages=7").keepImages())
                .isEqualTo(7);
        assertThat(config.of(ConfigFixture.REQUIRED + "KeepImages=7\\").keepImages())
                .isEqualTo(7);
        assertThat(config.of(ConfigFixture.REQUIRED + "KeepImages=7\\\n# end").keepImages())
                .isEqualTo(7);
    }

    @Test
    void doesNotContinueAfterAnEscapedBackslash() throws Exception {
        assertThat(config.errorsWith("AuthFile=/a\\\\\nKeepImages=x"))
                .singleElement()
                .asString()
                .startsWith("app.conf:2: KeepImages: 'x'");
    }

    @Test
    void namesTheLineWhereAContinuedOneBegins() throws Exception {
        assertThat(config.errorsWith("#\nKeepImages=\\\n#\nx\nRollback=x"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("app.conf:2: KeepImages"),
                        second -> assertThat(second).startsWith("app.conf:5: Rollback"));
    }

    @Test
    void keepsEverythingAfterTheFirstEqualsSign() throws Exception {
        assertThat(config.with("AuthFile=/a=b=c").authFile()).contains(Path.of("/a=b=c"));
    }

    @Test
    void readsLinesThatEndAsOnWindows() throws Exception {
        assertThat(config.of(("RestartUnit=a.service \\\nb.service\n" + ConfigFixture.REQUIRED).replace("\n", "\r\n"))
                        .restartUnits())
                .containsExactly("a.service", "b.service");
    }

    @Test
    void resetsAListWithAnEmptyValue() throws Exception {
        assertThat(config.with("RestartUnit=a.service\nRestart=\nRestartUnit=b.service")
                        .restartUnits())
                .containsExactly("b.service");
        assertThat(config.with("Origin=ftp://wrong\nOrigin=").origins()).hasSize(1);
    }

    @Test
    void resetsAScalarToItsDefaultWithAnEmptyValue() throws Exception {
        assertThat(config.with("KeepImages=7\nKeepImages=").keepImages()).isEqualTo(3);
        assertThat(config.with("KeepImages=7\nKeepImages=\nKeepImages=8").keepImages())
                .isEqualTo(8);
    }

    @Test
    void missesARequiredKeyThatWasReset() throws Exception {
        assertThat(config.errorsOf(ConfigFixture.REQUIRED + "Origin=\n"))
                .containsExactly("app.conf: Origin= is missing, and there is no default for it");
    }

    @Test
    void namesBothLinesOfAValueThatIsGivenTwice() throws Exception {
        assertThat(config.errorsWith("Version=1.*\n\nVersion=2.*"))
                .containsExactly(
                        "app.conf:3: Version stands in line 1 already; it can have one value, remove one of the two");
    }

    @Test
    void reportsEverythingAtOnceInTheOrderOfTheLines() throws Exception {
        assertThat(config.errorsOf("KeepImages=x\nOrign=https://a\n[Tako]\nClientKey=/k\nRestartUnit=a b\nnonsense"))
                .satisfiesExactly(
                        error -> assertThat(error).startsWith("app.conf:1: KeepImages: 'x' is not a number"),
                        error -> assertThat(error).isEqualTo("app.conf:2: unknown key 'Orign', did you mean 'Origin'?"),
                        error -> assertThat(error).startsWith("app.conf:3: section headers have no place here"),
                        error -> assertThat(error).startsWith("app.conf:4: ClientKey needs ClientCertificate="),
                        error -> assertThat(error).endsWith("did you mean 'a.service'?"),
                        error -> assertThat(error).endsWith("did you mean 'b.service'?"),
                        error -> assertThat(error).startsWith("app.conf:6: there is no '=' in this line"),
                        error -> assertThat(error).startsWith("app.conf: Origin= is missing"),
                        error -> assertThat(error).startsWith("app.conf: PublicKey= is missing"),
                        error -> assertThat(error).startsWith("app.conf: Destination= is missing"));
    }

    @Test
    void putsEachErrorOnALineOfTheMessage() throws Exception {
        assertThat(config.errorsOf("")).hasSize(3);
        assertThatThrownBy(() -> Config.read(config.file()))
                .message()
                .satisfies(message -> assertThat(message.lines()).hasSize(3));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "origin, Origin",
        "restartunit, RestartUnit",
        "PublcKey, PublicKey",
        "PubKey, PublicKey",
        "CaFile, CAFile",
        "Keep-Images, KeepImages",
        "RestartUnits, RestartUnit",
        "Timeout, TimeoutSec",
    })
    void suggestsTheKeyThatWasMeant(String typo, String key) throws Exception {
        assertThat(config.errorsWith(typo + "=1"))
                .containsExactly("app.conf:1: unknown key '" + typo + "', did you mean '" + key + "'?");
    }

    @Test
    void listsTheKeysWhereNoneIsNear() throws Exception {
        assertThat(config.errorsWith("Colour=red"))
                .containsExactly("app.conf:1: unknown key 'Colour'; the keys are Origin, PublicKey, Destination,"
                        + " Version, PreRelease, RestartUnit, Rollback, SettleSec, KeepImages, MaxManifestSize, CAFile,"
                        + " ClientCertificate, ClientKey, AuthFile, TimeoutSec, RateLimit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hunter2@host/",
                "https://me:hunter2@host/?a=b",
                "=hunter2",
                "[hunter2",
                "h\u00fcnter2=1"
            })
    void neverRepeatsALineThatIsNotAnAssignment(String line) throws Exception {
        assertThat(config.errorsWith(line)).singleElement().asString().doesNotContain("nter2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 0x0b, 0x0d, 0x1b, 0x7f, 0x85, 0x9b})
    void refusesControlCharacters(int character) throws Exception {
        String text = Character.toString(character);
        assertThat(config.errorsWith("#\nVersion=1" + text + ".*"))
                .containsExactly("app.conf:2: there is a control character (\\{" + Integer.toHexString(character)
                        + "}) at position 10; remove it");
    }

    @Test
    void refusesAByteOrderMarkAndStillReportsTheRest() throws Exception {
        assertThat(config.errorsOf("\ufeff" + ConfigFixture.REQUIRED + "KeepImages=x"))
                .satisfiesExactly(
                        error -> assertThat(error).startsWith("app.conf:1: the file begins with a byte order mark"),
                        error -> assertThat(error).startsWith("app.conf:4: KeepImages"));
    }

    @Test
    void refusesWhatIsNotUtf8AndNamesTheLine() throws Exception {
        assertThat(config.errorsOf("#\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly("app.conf:2: this line is not in UTF-8; save the file in that encoding");
        assertThat(config.errorsOf(ConfigFixture.REQUIRED.getBytes(StandardCharsets.UTF_16LE)))
                .isNotEmpty();
        assertThat(config.of("# caf\u00e9\n" + ConfigFixture.REQUIRED)).isNotNull();
    }

    @Test
    void refusesAFileThatIsTooLargeToBeAConfiguration() throws Exception {
        String atTheLimit = ConfigFixture.REQUIRED + "#".repeat(ConfigText.MAX_SIZE - ConfigFixture.REQUIRED.length());
        assertThat(config.of(atTheLimit)).isNotNull();
        assertThat(config.errorsOf(atTheLimit + "#"))
                .containsExactly("app.conf: the file is larger than 65536 bytes, so it is not a configuration of Tako");
    }

    @Test
    void cutsALongValueAndHidesWhatIsNotVisible() throws Exception {
        assertThat(config.errorsWith("KeepImages=\u202e" + "x".repeat(50_000)))
                .singleElement()
                .asString()
                .startsWith("app.conf:1: KeepImages: '\\{202e}xxx")
                .hasSizeLessThan(400);
    }

    /** A short fuzzing, the same in every run: whatever the bytes, the answer is a Config or a ConfigException. */
    @Test
    void survivesAnyBytes() throws Exception {
        byte[] good =
                ("Version=1.2 <= v < 2.0\nSettleSec=1min 30s\nRateLimit=10M\nRestartUnit=a@b.service \\\n c.path\n"
                                + ConfigFixture.REQUIRED)
                        .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20);
        for (int run = 0; run < 1_000; run++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(config.of(bytes)).isNotNull();
            } catch (ConfigException e) {
                assertThat(e.errors())
                        .isNotEmpty()
                        .allSatisfy(error -> assertThat(error)
                                .startsWith(config.file().toString())
                                .matches("\\P{Cntrl}+"));
            }
        }
    }
}
