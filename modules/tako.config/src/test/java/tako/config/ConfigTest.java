package tako.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.PublicKey;
import tako.store.Policy;
import tako.store.VersionPattern;

class ConfigTest {
    @TempDir
    Path directory;

    private ConfigFixture config;

    @BeforeEach
    void writesIntoADirectoryOfItsOwn() {
        config = ConfigFixture.in(directory);
    }

    @Test
    void needsThreeKeysAndHasDefaultsForTheRest() throws Exception {
        Config read = config.of(ConfigFixture.REQUIRED);
        assertThat(read.name()).isEqualTo("app");
        assertThat(read.file()).isEqualTo(config.file());
        assertThat(read.origins())
                .containsExactly(new OriginAddress(URI.create("https://images.example.com/app-foo/")));
        assertThat(read.publicKeys()).containsExactly(PublicKey.parse(ConfigFixture.KEY));
        assertThat(read.destination()).isEqualTo(Path.of("/var/lib/images/app-foo"));
        assertThat(read.policy()).isEqualTo(new Policy(VersionPattern.parse("compatible"), false));
        assertThat(read.restartUnits()).isEmpty();
        assertThat(read.rollback()).isTrue();
        assertThat(read.settle()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.keepImages()).isEqualTo(3);
        assertThat(read.maxManifestSize()).isEqualTo(16 * 1024 * 1024);
        assertThat(read.caFile()).isEmpty();
        assertThat(read.clientIdentity()).isEmpty();
        assertThat(read.authFile()).isEmpty();
        assertThat(read.timeout()).isEmpty();
        assertThat(read.rateLimit()).isEmpty();
    }

    @Test
    void readsEveryKey() throws Exception {
        Config read = config.with("""
                Origin=http://mirror.example.com
                PublicKey=%s
                Version=1.2 <= v < 2.0
                PreRelease=yes
                RestartUnit=app.service  app@1.socket
                RestartUnit=other.timer
                Rollback=off
                SettleSec=1min 30s
                KeepImages=0
                MaxManifestSize=32M
                CAFile=/etc/ca.pem
                ClientCertificate=/etc/client.pem
                ClientKey=/etc/client.key
                AuthFile=token
                TimeoutSec=2h
                RateLimit=500K
                """.formatted(ConfigFixture.OTHER_KEY));
        assertThat(read.origins())
                .extracting(OriginAddress::toString)
                .containsExactly("http://mirror.example.com/", "https://images.example.com/app-foo/");
        assertThat(read.publicKeys())
                .containsExactly(PublicKey.parse(ConfigFixture.OTHER_KEY), PublicKey.parse(ConfigFixture.KEY));
        assertThat(read.policy()).isEqualTo(new Policy(VersionPattern.parse("1.2 <= v < 2.0"), true));
        assertThat(read.restartUnits()).containsExactly("app.service", "app@1.socket", "other.timer");
        assertThat(read.rollback()).isFalse();
        assertThat(read.settle()).isEqualTo(Duration.ofSeconds(90));
        assertThat(read.keepImages()).isZero();
        assertThat(read.maxManifestSize()).isEqualTo(32 << 20);
        assertThat(read.caFile()).contains(Path.of("/etc/ca.pem"));
        assertThat(read.clientIdentity())
                .contains(new ClientIdentity(Path.of("/etc/client.pem"), Path.of("/etc/client.key")));
        assertThat(read.authFile()).contains(Path.of("token"));
        assertThat(read.timeout()).contains(Duration.ofHours(2));
        assertThat(read.rateLimit()).hasValue(500 * 1024);
    }

    @Test
    void readsRestartAsRestartUnitAndNamesEachUnitOnce() throws Exception {
        assertThat(config.with("Restart=a.service\nRestartUnit=b.service a.service\nRestart=b.service")
                        .restartUnits())
                .containsExactly("a.service", "b.service");
    }

    @ParameterizedTest
    @CsvSource({
        "1, true", "yes, true", "Y, true", "TRUE, true", "t, true", "On, true",
        "0, false", "no, false", "N, false", "False, false", "f, false", "oFF, false"
    })
    void readsBooleansAsSystemdDoes(String text, boolean value) throws Exception {
        assertThat(config.with("Rollback=" + text).rollback()).isEqualTo(value);
        assertThat(config.with("PreRelease=" + text).policy().preReleases()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "infinity"})
    void hasNoTimeoutAtZeroOrInfinity(String text) throws Exception {
        assertThat(config.with("TimeoutSec=" + text).timeout()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "1K, 1024", "16 M, 16777216", "0032M, 33554432", "32768K, 33554432"})
    void readsSizesToTheBaseOf1024(String text, int bytes) throws Exception {
        assertThat(config.with("MaxManifestSize=" + text).maxManifestSize()).isEqualTo(bytes);
        assertThat(config.with("RateLimit=2T").rateLimit()).hasValue(2L << 40);
    }

    @Test
    void neverShowsAPassword() throws Exception {
        Config read = config.with("Origin=https://me:hunter2@images.example.com/x");
        assertThat(read.origins().getFirst().uri()).isEqualTo(URI.create("https://me:hunter2@images.example.com/x/"));
        assertThat(read.toString())
                .contains("https://***@images.example.com/x/")
                .doesNotContain("hunter2")
                .doesNotContain("me:");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Version=1.2* | Version: '1.2*' is not a version pattern, did you mean '1.2.*'?",
                "PreRelease=maybe | PreRelease: 'maybe' is neither yes nor no",
                "Rollback=2 | Rollback: '2' is neither yes nor no",
                "SettleSec=5x | SettleSec: '5x' is not a time span; write for example 500ms, 5s or 1min 30s",
                "SettleSec=-1 | SettleSec: '-1' is not a time span; write for example 500ms, 5s or 1min 30s",
                "SettleSec=infinity | SettleSec: no unit would ever count as up; write for example 5s",
                "TimeoutSec=300y | TimeoutSec: '300y' is longer than 292 years",
                "KeepImages=-1 | KeepImages: '-1' is not a number of images; write 0 to keep all, or 1 and more"
                        + " (the latest and the previous one always stay)",
                "KeepImages=2147483648 | KeepImages: '2147483648' is more than 2147483647; write 0 to keep all images",
                "MaxManifestSize=16 | MaxManifestSize: '16' is less than 1K, too little for a manifest;"
                        + " write for example 16M",
                "MaxManifestSize=2G | MaxManifestSize: '2G' is more than 32M, the most that fits into the memory of the program",
                "MaxManifestSize=16m | MaxManifestSize: '16m' is not a size; did you mean '16M'?",
                "MaxManifestSize=16MiB | MaxManifestSize: '16MiB' is not a size; did you mean '16M'?",
                "MaxManifestSize=1.5M | MaxManifestSize: '1.5M' is not a size;"
                        + " write a whole number of bytes, or one with K, M, G or T",
                "MaxManifestSize=16x | MaxManifestSize: '16x' is not a size; the units are K, M, G and T",
                "RateLimit=0 | RateLimit: '0' is no rate; leave the key away for no limit",
                "RateLimit=100 | RateLimit: '100' is so few bytes a second that every download would count"
                        + " as stalled; write at least 2K",
                "RateLimit=99999999999T | RateLimit: '99999999999T' is more than 2^63-1 bytes",
                "RateLimit=9999999999999999999 | RateLimit: '9999999999999999999' is more than 2^63-1 bytes",
                "CAFile=ca.pem | CAFile: 'ca.pem' is not an absolute path; it has to begin with '/'",
                "AuthFile=../token | AuthFile: a relative path lies in $CREDENTIALS_DIRECTORY"
                        + " and must not lead out of it with '..'",
                "AuthFile=a/../../b | AuthFile: a relative path lies in $CREDENTIALS_DIRECTORY"
                        + " and must not lead out of it with '..'",
                "ClientKey=/k | ClientKey needs ClientCertificate= too; give both or neither",
                "ClientCertificate=/c | ClientCertificate needs ClientKey= too; give both or neither",
                "RestartUnit=app-foo | RestartUnit: 'app-foo' has no unit type at its end,"
                        + " did you mean 'app-foo.service'?",
                "Restart=app.serivce | Restart: 'app.serivce' has no unit type at its end,"
                        + " did you mean 'app.service'?",
                "RestartUnit=my.app | RestartUnit: 'my.app' has no unit type at its end,"
                        + " did you mean 'my.app.service'?",
                "RestartUnit=app-*.service | RestartUnit: 'app-*.service' is a pattern; name each unit",
                "RestartUnit=/etc/a.service | RestartUnit: '/etc/a.service' is a path; give the name of the unit alone",
                "RestartUnit=a.service,b.service | RestartUnit: 'a.service,b.service' has a comma;"
                        + " put spaces between units",
                "RestartUnit=%n.service | RestartUnit: '%n.service' has a character that no unit name has,"
                        + " at position 1",
                "RestartUnit=app@.service | RestartUnit: 'app@.service' is a template, which cannot run;"
                        + " name an instance of it, as in 'app@one.service'",
                "RestartUnit=.service | RestartUnit: '.service' has a type but no name",
                "RestartUnit=@a.service | RestartUnit: '@a.service' has a type but no name",
                "Rollback=\"yes\"           | Rollback: '\"yes\"' is neither yes nor no (values stand without quotes)",
                "KeepImages=3 # three | KeepImages: '3 # three' is not a number of images; write 0 to keep all,"
                        + " or 1 and more (the latest and the previous one always stay)"
                        + " (comments stand on lines of their own)",
            })
    void saysWhatIsWrongWithAValueAndWhatWouldBeRight(String line, String error) throws Exception {
        assertThat(config.errorsWith(line)).containsExactly("app.conf:1: " + error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "images           | 'images' is not an absolute path; it has to begin with '/'",
                "~/images         | '~/images' is not an absolute path; it has to begin with '/'",
                "/                | '/' is the root of the file system; give the images a directory of their own",
                "/var/..          | '/var/..' is the root of the file system; give the images a directory of their own",
                "/var/../etc      | '/var/../etc' has '.' or '..' in it, did you mean '/etc'?",
                "/var/./lib       | '/var/./lib' has '.' or '..' in it, did you mean '/var/lib'?",
            })
    void refusesADestinationThatIsNotOnePlainPlace(String path, String error) throws Exception {
        String content = ConfigFixture.REQUIRED.replace("/var/lib/images/app-foo", path);
        assertThat(config.errorsOf(content)).containsExactly("app.conf:3: Destination: " + error);
    }

    @Test
    void takesADestinationWithSpacesAndATrailingSlash() throws Exception {
        String content = ConfigFixture.REQUIRED.replace("/var/lib/images/app-foo", "/var/my images//app/");
        assertThat(config.of(content).destination()).isEqualTo(Path.of("/var/my images/app"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECRET+c2VjcmV0", "secret+c2VjcmV0", " SECRET+c2VjcmV0", "\"SECRET+c2VjcmV0\""})
    void warnsOfASecretKeyWithoutRepeatingIt(String text) throws Exception {
        assertThat(config.errorsWith("PublicKey=" + text))
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .startsWith("app.conf:1: PublicKey: this is a SECRET key")
                        .contains("tako gen-key")
                        .doesNotContain("c2Vjcm"));
    }

    @Test
    void doesNotRepeatATokenThatStandsInPlaceOfItsFile() throws Exception {
        assertThat(config.errorsWith("AuthFile=Bearer hunter2"))
                .singleElement()
                .asString()
                .contains("put it into a file")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"app.tako, app", "app.conf, app", "app, app", "app.tako.conf, app.tako", "a\u001b[2J.conf, a\\{1b}[2J"})
    void isNamedAfterItsFile(String file, String name) throws Exception {
        assertThat(new ConfigFixture(directory.resolve(file))
                        .of(ConfigFixture.REQUIRED)
                        .name())
                .isEqualTo(name);
    }

    @Test
    void doesNotChangeWithTheListsThatItWasMadeFrom() throws Exception {
        Config read = config.of(ConfigFixture.REQUIRED);
        assertThat(List.of(read.origins(), read.publicKeys(), read.restartUnits()))
                .allSatisfy(list -> assertThat(list).isUnmodifiable());
    }
}
