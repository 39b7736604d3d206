package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.redirectingTo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Request;

/** {@code AuthFile=}: sent to the configured servers alone, and never seen again. */
class AuthFileTest extends UpdateFixture {
    private static final String TOKEN = "Bearer s3cr3t.t0ken";

    private Path file;
    private final List<String> failures = new ArrayList<>();

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
        file = Files.createDirectory(directory.resolve("credentials")).resolve("token");
        write(TOKEN + "\n");
        configure("AuthFile=" + file);
    }

    @AfterEach
    void nothingOfItShows() {
        failures.addAll(reporter.infos());
        failures.addAll(reporter.warnings());
        assertThat(failures).allSatisfy(text -> assertThat(text).doesNotContain("s3cr3t", "t0ken"));
    }

    private void write(String content) throws Exception {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    String failure() {
        String failure = super.failure();
        failures.add(failure);
        return failure;
    }

    private static void assertSent(Request request) {
        assertThat(request.header("Authorization")).hasValue(TOKEN);
    }

    private static void assertNotSent(Request request) {
        assertThat(request.header("Authorization")).isEmpty();
    }

    @Test
    void isSentWithEachRequest() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.server().requests()).hasSize(2).allSatisfy(AuthFileTest::assertSent);
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void isSentToEachMirror() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(Origin.MANIFEST, answering(401));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(mirror.server().requests()).isNotEmpty().allSatisfy(AuthFileTest::assertSent);
    }

    @Test
    void isNotSentToAnotherServer() throws Exception {
        Origin other = newOrigin("other");
        other.mirror(origin);
        origin.always(Origin.MANIFEST, redirectingTo(other.server().url(Origin.MANIFEST)));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(other.server().requests()).isNotEmpty().allSatisfy(AuthFileTest::assertNotSent);
    }

    @Test
    void givesWayToTheUserInTheUrl() throws Exception {
        origins("http://reader:x@" + origin.host());

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.server().requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization").orElseThrow())
                                .startsWith("Basic "));
    }

    @Test
    void liesInTheCredentialsOfTheUnit() throws Exception {
        configure("AuthFile=token");
        environment =
                Map.of("CREDENTIALS_DIRECTORY", directory.resolve("credentials").toString());

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(origin.server().requests()).allSatisfy(AuthFileTest::assertSent);
    }

    @Test
    void saysThatTheUnitHasNoCredentials() throws Exception {
        configure("AuthFile=token");

        assertThat(failureThatChangesNothing())
                .isEqualTo("AuthFile=token lies in $CREDENTIALS_DIRECTORY, which is not set: run Tako in a unit with"
                        + " LoadCredential=token:..., or write an absolute path");
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void warnsOnceWhereOthersCanListen() throws Exception {
        Credentials credentials = new Credentials(Optional.of(file), Map.of(), reporter);
        for (String place : List.of("https://images.example.com/", "http://images.example.com/", "http://b.example/")) {
            assertThat(credentials.forOrigin(URI.create(place))).hasValue(TOKEN);
        }
        assertThat(reporter.warnings())
                .containsExactly("everybody on the way to http://images.example.com/ can read what AuthFile= sends"
                        + " there; use https://");
    }

    @Test
    void saysOnceThatTheFileIsMissing() throws Exception {
        Files.delete(file);
        origins(origin.url(), origin.url() + "/mirror");

        assertThat(failureThatChangesNothing())
                .isEqualTo("cannot read AuthFile=" + file + ": no such file or directory");
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, true", "rw----r--, true", "rw-------, false", "r--------, false", "rw-r-----, false"})
    void warnsIfOthersCanReadIt(String mode, boolean warns) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        run();

        assertThat(reporter.warnings())
                .isEqualTo(
                        warns
                                ? List.of("other users can read AuthFile=" + file + "; run: chmod go-rwx " + file)
                                : List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "s3cr3t",
                "Authorization: Bearer s3cr3t",
                "Bearer s3cr3t\nX-Other: t0ken",
                "Bearer s3cr3t\r\nBearer t0ken",
                "Bearer s3cr3t\u00e9"
            })
    void refusesWhatIsNotTheValueOfAHeader(String content) throws Exception {
        write(content);

        assertThat(failureThatChangesNothing()).startsWith("AuthFile=" + file + " ");
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void refusesWhatIsNoFileOfItsKind() throws Exception {
        write("Bearer " + "x".repeat(9000));
        assertThat(failureThatChangesNothing()).contains("is longer than 8192 bytes");

        configure("AuthFile=/dev/zero");
        assertThat(failureThatChangesNothing()).isEqualTo("AuthFile=/dev/zero is not a regular file");
    }
}
