package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeImageIT {
    /** What training over https does not meet. */
    private static final int FEW = 10;

    /** Providers of cryptography that are in modules of the JDK which the image does not have. */
    private static final Set<String> PROVIDERS_ELSEWHERE =
            Set.of("SunJGSS", "SunSASL", "XMLDSig", "SunPCSC", "JdkLDAP", "JdkSASL", "SunPKCS11");

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
    void hasLoadedAndLinkedWhatItTakesBeforeItStarts() throws Exception {
        Ended ended = tracing("-Xshare:on", "--version").exits(0);

        assertThat(ended.out()).contains("Using AOT-linked classes: true").contains("full module graph: enabled");
    }

    @Test
    void loadsNoClassFromElsewhereWhenThereIsNothingNew(@TempDir Path directory) throws Exception {
        assertThat(tracingANoOp("-Xshare:on", directory).lines())
                .filteredOn(line -> line.contains("source: jrt:/") && !line.contains(" jdk.internal.event."))
                .hasSizeLessThan(FEW);
    }

    @Test
    void setsNothingUpThatIsSlowToStartWhenThereIsNothingNew(@TempDir Path directory) throws Exception {
        assertThat(tracingANoOp("-Xlog:class+init:stdout", directory))
                .contains("'tako/cli/Main'")
                .doesNotContain(
                        "'java/util/logging/", // asked for by BouncyCastle and by connections
                        "'sun/security/jca/Providers'", // for a digest or a signature
                        "'java/lang/runtime/", // for a record's equality, and for switches over types
                        "'java/util/regex/",
                        "'java/util/concurrent/ThreadPoolExecutor'",
                        "'com/sun/jna/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf/net.properties", "conf/security/java.security"})
    void isConfiguredAsTheJdkIs(String file) throws Exception {
        Properties theirs = properties(Path.of(System.getProperty("java.home"), file));
        theirs.values().removeAll(PROVIDERS_ELSEWHERE);
        assertThat(properties(Tako.image().resolve(file))).isNotEmpty().isEqualTo(theirs);
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    @Test
    void startsSilentlyWithoutTheArchive() throws Exception {
        Ended ended = java.run("-Xshare:auto", "-XX:-UseCompressedOops", "-m", "tako.cli/tako.cli.Main", "--version");

        ended.exits(0);
        assertThat(ended.out()).startsWith("tako ").hasLineCount(1);
    }

    /** What is traced of a run that finds everything as it left it. */
    private static String tracingANoOp(String option, Path directory) throws Exception {
        try (Published published = new Published(directory)) {
            published.publish("1.0");
            String config = published.config();
            Tako.tako().run(config).exits(0);
            return tracing(option, config).exits(0).out();
        }
    }

    /** From where an installation has it. */
    private static Ended tracing(String option, String argument) throws Exception {
        Tako installed = Tako.tako().at(Path.of(System.getProperty("tako.root"), "usr/lib/tako/bin/java"));
        return installed.run(option, "-Xlog:aot,cds,class+load:stdout", "-m", "tako.cli/tako.cli.Main", argument);
    }
}
