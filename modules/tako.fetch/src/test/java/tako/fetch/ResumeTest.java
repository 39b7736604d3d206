package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.closeAfter;
import static tako.testing.Behaviour.entityTag;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.followedBy;
import static tako.testing.Behaviour.header;
import static tako.testing.Behaviour.ignoringRange;
import static tako.testing.Behaviour.resetAfter;
import static tako.testing.Behaviour.withoutHeader;
import static tako.testing.Behaviour.withoutValidators;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Behaviour;
import tako.testing.Content;
import tako.testing.Request;

/** Downloads that an earlier run did not finish. */
class ResumeTest extends UpdateFixture {
    private static final String IMAGE = "0123456789".repeat(20_000);
    private static final String PATH = Origin.path(IMAGE);
    private static final int SIZE = 200_000;
    private static final int CUT = 80_000;
    private static final String REST_ONLY = "downloading 1.0 from 80000 to 200000 of 200000";
    private static final String ALL = "downloading 1.0 from 0 to 200000 of 200000";

    @BeforeEach
    void publish() throws Exception {
        withoutRetries();
        origin.publish("1.0", IMAGE);
    }

    /** A run that gets no further than {@link #CUT}. */
    private void cut(Behaviour... behaviours) throws Exception {
        Behaviour[] all = Arrays.copyOf(behaviours, behaviours.length + 1);
        all[behaviours.length] = closeAfter(CUT);
        origin.next(PATH, all);
        assertThat(failure()).startsWith(origin.url() + PATH + ": ");
        assertThat(partial(IMAGE)).hasSize(CUT);
        assertThat(latest()).isEmpty();
    }

    private void assertInstalls() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(latest()).hasValue(IMAGE);
        assertThat(here(".tako/partial")).isEmptyDirectory();
    }

    private Request lastRequest() {
        return origin.requests(PATH).getLast();
    }

    private void writePartial(String content) throws Exception {
        Files.deleteIfExists(partial(IMAGE));
        Files.createDirectories(here(".tako/partial"));
        Files.writeString(partial(IMAGE), content);
    }

    @Test
    void transfersOnlyTheRest() throws Exception {
        cut();
        long before = origin.server().bodyBytesSent();

        assertInstalls();

        assertThat(lastRequest().header("Range")).hasValue("bytes=80000-");
        assertThat(lastRequest().header("If-Range"))
                .hasValueSatisfying(tag -> assertThat(tag).startsWith("\""));
        assertThat(reporter.transfers()).containsExactly(REST_ONLY);
        long manifest = Files.size(origin.directory().resolve("manifest"));
        assertThat(origin.server().bodyBytesSent() - before).isEqualTo(SIZE - CUT + manifest);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 140_000, 160_000, 180_000, 199_999})
    void survivesAResetAnywhere(int bytes) throws Exception {
        origin.always(PATH, resetAfter(bytes));
        assertThat(failure()).contains(PATH);

        origin.always(PATH);
        assertInstalls();
    }

    @Test
    void goesOnAfterACutInChunks() throws Exception {
        cut(chunked());
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(REST_ONLY);
    }

    @Test
    void goesOnAfterACutThatLooksLikeTheEnd() throws Exception {
        cut(withoutHeader("Content-Length"));
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(REST_ONLY);
    }

    @Test
    void goesOnInAnyNumberOfRuns() throws Exception {
        for (int run = 1; run <= 9; run++) {
            origin.next(PATH, closeAfter(SIZE / 10));
            assertThat(failure()).contains(PATH);
            assertThat(partial(IMAGE)).hasSize((long) run * SIZE / 10);
        }
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly("downloading 1.0 from 180000 to 200000 of 200000");
    }

    @Test
    void goesByTheTimeWhereTheTagIsWeak() throws Exception {
        origin.always(PATH, entityTag("W/\"weak\""));
        cut(entityTag("W/\"weak\""));

        assertInstalls();

        assertThat(lastRequest().header("If-Range"))
                .hasValueSatisfying(time -> assertThat(time).endsWith(" GMT"));
        assertThat(reporter.transfers()).containsExactly(REST_ONLY);
    }

    @Test
    void asksForTheRestWithoutAConditionWhereThereIsNoValidator() throws Exception {
        cut(withoutValidators());

        assertInstalls();

        assertThat(lastRequest().header("Range")).isPresent();
        assertThat(lastRequest().header("If-Range")).isEmpty();
    }

    @Test
    void beginsAgainWhenTheFileIsAnotherNow() throws Exception {
        cut(entityTag("\"another\""));
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(ALL);
    }

    @Test
    void beginsAgainWhenTheServerCannotSendARest() throws Exception {
        cut();
        origin.always(PATH, ignoringRange());
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(ALL);
    }

    @Test
    void beginsAgainWhenTheRestDoesNotExist() throws Exception {
        cut();
        origin.next(PATH, answering(416));
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(ALL);
        assertThat(origin.requests(PATH)).hasSize(3);
    }

    @Test
    void endsWhenTheServerSays416Always() throws Exception {
        cut();
        origin.always(PATH, answering(416));
        assertThat(failure()).contains("status 416");
        assertThat(origin.requests(PATH)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 0-119999/200000",
                "bytes 79999-199999/200000",
                "bytes 80001-199999/200000",
                "bytes 80000-199998/200000",
                "bytes 80000-199999/200001",
                "bytes 80000-199999/*",
                "bytes */200000",
                "chars 80000-199999/200000",
                "nothing of the kind"
            })
    void beginsAgainWhenTheRestIsNotTheOneAskedFor(String range) throws Exception {
        cut();
        origin.next(PATH, header("Content-Range", range));
        assertInstalls();
        assertThat(origin.requests(PATH)).hasSize(3);
        assertThat(origin.requests(PATH).getLast().header("Range")).isEmpty();
    }

    @Test
    void beginsAgainWhenTheRestDoesNotSayWhichItIs() throws Exception {
        cut();
        origin.next(PATH, withoutHeader("Content-Range"));
        assertInstalls();
    }

    @Test
    void refusesTheRestOfALongerFile() throws Exception {
        cut();
        origin.next(PATH, followedBy(Content.of("x")));
        assertThat(failure()).contains("it has 200001 bytes and the manifest signs 200000");
        assertInstalls();
    }

    @Test
    void refusesARestThatIsLongerThanItsRange() throws Exception {
        cut();
        origin.next(PATH, followedBy(Content.of("x")), chunked(), header("Content-Range", "bytes 80000-199999/200000"));
        assertThat(failure()).contains("more than the 200000 bytes");
        assertInstalls();
    }

    @Test
    void beginsAgainInTheSameRunWhenWhatWasHereIsDamaged() throws Exception {
        cut();
        writePartial("x".repeat(CUT));

        assertInstalls();

        assertThat(reporter.transfers()).containsExactly(REST_ONLY, ALL);
        assertThat(reporter.warnings()).singleElement().asString().contains(PATH, "damaged", "begins again");
        assertThat(origin.requests(PATH)).hasSize(3);
    }

    @Test
    void givesUpWhenItIsDamagedAgain() throws Exception {
        cut();
        writePartial("x".repeat(CUT));
        origin.always(PATH, flippedAt(SIZE - 1));

        assertThat(failure()).contains("its SHA-256 is not the one");
        assertThat(origin.requests(PATH)).hasSize(3);
    }

    @Test
    void asksOnceForADamagedFileThatWasSentWhole() throws Exception {
        cut();
        origin.next(PATH, ignoringRange(), flippedAt(0));

        assertThat(failure()).contains("its SHA-256 is not the one");
        assertThat(origin.requests(PATH)).hasSize(2);
        assertThat(reporter.warnings()).isEmpty();
        assertInstalls();
    }

    @Test
    void downloadsNothingWhenAllOfItIsHereAlready() throws Exception {
        writePartial(IMAGE);
        Files.setPosixFilePermissions(partial(IMAGE), PosixFilePermissions.fromString("rw-r--r--"));

        assertInstalls();

        assertThat(origin.requests(PATH)).isEmpty();
        assertThat(Files.getPosixFilePermissions(stored(IMAGE)))
                .isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
    }

    @Test
    void downloadsAllOfItWhenWhatIsHereHasTheRightLengthAlone() throws Exception {
        writePartial("x".repeat(SIZE));
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(ALL);
        assertThat(lastRequest().header("Range")).isEmpty();
    }

    @Test
    void downloadsAllOfItWhenMoreIsHereThanSigned() throws Exception {
        writePartial(IMAGE + "x");
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(ALL);
    }

    @Test
    void goesOnFromAnotherMirror() throws Exception {
        cut();
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(mirror.url());

        assertInstalls();

        Request asked = mirror.requests(PATH).getFirst();
        assertThat(asked.header("Range")).hasValue("bytes=80000-");
        assertThat(asked.header("If-Range")).isEmpty();
        assertThat(reporter.transfers()).containsExactly(REST_ONLY);
    }

    @Test
    void goesOnFromAnotherMirrorInTheSameRun() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.next(PATH, closeAfter(CUT));

        assertInstalls();

        assertThat(reporter.warnings()).singleElement().asString().contains(origin.url(), "the connection failed");
        assertThat(reporter.transfers()).containsExactly("downloading 1.0 from 0 to 80000 of 200000", REST_ONLY);
    }

    @Test
    void doesNotLetALyingMirrorSpoilTheNextOne() throws Exception {
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        origins(origin.url(), mirror.url());
        origin.always(PATH, flippedAt(0), closeAfter(CUT));

        assertInstalls();
        assertThat(reporter.transfers()).endsWith(REST_ONLY, ALL);
    }

    @Test
    void goesOnFromADirectory() throws Exception {
        cut();
        origins("file://" + origin.directory());
        assertInstalls();
        assertThat(reporter.transfers()).containsExactly(REST_ONLY);
    }

    @Test
    void forgetsADownloadThatIsNotWantedAnyMore() throws Exception {
        cut();
        origin.publish("1.1", "smaller");

        assertThat(run()).isEqualTo(installed("1.1"));
        assertThat(here(".tako/partial")).isEmptyDirectory();
    }

    @Test
    void isGivenUpWhenNoOriginHasTheImageAnyMore() throws Exception {
        cut();
        origin.next(PATH, answering(404));
        assertThat(run()).isInstanceOf(Outcome.NoCandidate.class);
        assertThat(here(".tako/partial")).isEmptyDirectory();
    }
}
