package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.withoutValidators;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.testing.Request;

/** What a run does with an origin that is as it has to be. */
class UpdateTest extends UpdateFixture {
    @Test
    void installsTheHighestVersionFirst() throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");

        assertThat(run()).isEqualTo(installed("1.1"));

        assertThat(Files.readSymbolicLink(here("latest")))
                .isEqualTo(Path.of("." + Origin.path("two")).normalize());
        assertThat(latest()).hasValue("two");
        assertThat(here("manifest")).hasSameBinaryContentAs(origin.directory().resolve("manifest"));
        assertThat(stored("one")).doesNotExist();
        assertThat(here("previous")).doesNotExist();
        assertThat(reporter.transfers()).containsExactly("downloading 1.1 from 0 to 3 of 3");
        assertThat(reporter.infos()).isEmpty();
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void introducesItselfAndAsksForBytesAsTheyAre() throws Exception {
        origin.publish("1.0", "one");

        run();

        assertThat(origin.server().requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("User-Agent")).hasValue("tako/test");
            assertThat(request.header("Accept-Encoding")).hasValue("identity");
            assertThat(request.header("If-None-Match")).isEmpty();
            assertThat(request.header("Range")).isEmpty();
        });
        assertThat(origin.server().connections()).isEqualTo(1);
    }

    @Test
    void changesNothingAndTransfersNothingWhenNothingIsNew() throws Exception {
        origin.publish("1.0", "one");
        run();
        Map<String, String> before = everything();
        long sent = origin.server().bodyBytesSent();

        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(everything()).isEqualTo(before);
        Request asked = origin.requests(Origin.MANIFEST).getLast();
        assertThat(asked.header("If-None-Match")).isPresent();
        assertThat(asked.header("If-Modified-Since")).isPresent();
        assertThat(origin.server().bodyBytesSent()).isEqualTo(sent);
    }

    @Test
    void changesNothingWhenTheOriginHasNoValidators() throws Exception {
        origin.publish("1.0", "one");
        origin.always(Origin.MANIFEST, withoutValidators());
        run();
        Map<String, String> before = everything();

        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(everything()).isEqualTo(before);
        assertThat(origin.requests(Origin.path("one"))).hasSize(1);
    }

    @Test
    void takesCompatibleVersionsAndNoOthers() throws Exception {
        origin.publish("1.0.0", "one");
        run();
        origin.publish("1.1.0", "two");
        origin.publish("2.0.0", "three");

        assertThat(run()).isEqualTo(updated("1.0.0", "1.1.0"));
        assertThat(latest()).hasValue("two");
        assertThat(here("previous")).hasContent("one");
        assertThat(run()).isEqualTo(upToDate("1.1.0"));
    }

    @ParameterizedTest
    @CsvSource({"2.*, 2.1", "2.0, 2.0", "1.1 <= v < 2.1, 2.0", "1.0, 1.0", "*, 3.0"})
    void goesWhereTheConfigurationSays(String pattern, String expected) throws Exception {
        origin.publish("1.1", "image 1.1");
        run();
        for (String version : new String[] {"1.0", "1.2", "2.0", "2.1", "3.0"}) {
            origin.publish(version, "image " + version);
        }
        configure("Version=" + pattern);

        assertThat(run()).isEqualTo(updated("1.1", expected));

        assertThat(latest()).hasValue("image " + expected);
        assertThat(here("previous")).hasContent("image 1.1");
        assertThat(run()).isEqualTo(upToDate(expected));
    }

    @Test
    void movesBackWithoutADownloadToAnImageThatIsStillHere() throws Exception {
        origin.publish("1.0", "one");
        run();
        origin.publish("1.1", "two");
        run();
        configure("Version=1.0");

        assertThat(run()).isEqualTo(updated("1.1", "1.0"));

        assertThat(latest()).hasValue("one");
        assertThat(here("previous")).hasContent("two");
        assertThat(origin.requests(Origin.path("one"))).hasSize(1);
    }

    @Test
    void remembersAsWhatAnImageWasInstalledThatHasSeveralVersions() throws Exception {
        origin.publish("1.0", "same");
        run();
        origin.publish("2.0", "same");
        origin.publish("2.1", "another");
        assertThat(run()).isEqualTo(upToDate("1.0"));

        origin.publish("1.1", "newer");
        assertThat(run()).isEqualTo(updated("1.0", "1.1"));
    }

    @Test
    void staysCompatibleWithTheHigherVersionOfAnImageThatItWasInstalledAs() throws Exception {
        origin.publish("1.0", "same");
        origin.publish("2.0", "same");
        assertThat(run()).isEqualTo(installed("2.0"));

        origin.publish("1.1", "older");
        assertThat(run()).isEqualTo(upToDate("2.0"));
    }

    @Test
    void takesTheVersionOfTheSameImageThatTheConfigurationMovesTo() throws Exception {
        origin.publish("1.0", "same");
        run();
        origin.publish("2.0", "same");
        configure("Version=2.*");
        assertThat(run()).isEqualTo(upToDate("2.0"));

        configure();
        origin.publish("2.1", "newer");
        assertThat(run()).isEqualTo(updated("2.0", "2.1"));
        assertThat(origin.requests(Origin.path("same"))).hasSize(1);
    }

    @Test
    void warnsThatNoUpdateCanComeForAVersionThatBeginsWithAWord() throws Exception {
        origin.publish("nightly", "one");
        run();
        origin.publish("1.0", "two");

        assertThat(run()).isEqualTo(upToDate("nightly"));
        assertThat(reporter.warnings()).singleElement().asString().contains("nightly", "Version=");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void takesTheNextLowerVersionWhenOneWasWithdrawn(int status) throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");
        origin.always(Origin.path("two"), answering(status));

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(latest()).hasValue("one");
        assertThat(reporter.infos()).singleElement().asString().contains("1.1", "withdrawn");
    }

    @Test
    void staysAtTheInstalledVersionWhenAllHigherOnesWereWithdrawn() throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");
        run();
        origin.publish("1.2", "three");
        origin.publish("1.3", "four");
        origin.withdraw("three");
        origin.withdraw("four");

        assertThat(run()).isEqualTo(upToDate("1.1"));
        assertThat(latest()).hasValue("two");
    }

    @Test
    void neverGoesBelowTheInstalledVersion() throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");
        run();
        Files.delete(stored("two"));
        origin.withdraw("two");

        assertThat(failure()).contains("damaged, missing", "nothing to replace it");

        assertThat(origin.requests(Origin.path("one"))).isEmpty();
        assertThat(Files.readSymbolicLink(here("latest")).getFileName())
                .isEqualTo(stored("two").getFileName());
    }

    @Test
    void saysThatNothingMatches() throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");
        configure("Version=2.*");

        assertThat(run())
                .isEqualTo(new Outcome.NoCandidate(
                        "none of the 2 published versions matches Version=2.*", Optional.empty()));
        assertThat(latest()).isEmpty();
    }

    @Test
    void saysThatAllThatMatchesWasWithdrawn() throws Exception {
        origin.publish("1.0", "one");
        origin.withdraw("one");

        assertThat(run())
                .isEqualTo(new Outcome.NoCandidate(
                        "no origin has the image of a version that matches Version=compatible", Optional.empty()));
        assertThat(latest()).isEmpty();
    }

    @Test
    void replacesAnInstalledImageThatIsDamaged() throws Exception {
        origin.publish("1.0", "one");
        run();
        Files.delete(stored("one"));
        Files.writeString(stored("one"), "oNe");

        assertThat(run()).isEqualTo(updated("1.0", "1.0"));

        assertThat(latest()).hasValue("one");
        assertThat(run()).isEqualTo(upToDate("1.0"));
    }

    @Test
    void bringsBackAnInstalledImageThatIsMissing() throws Exception {
        origin.publish("1.0", "one");
        run();
        Files.delete(stored("one"));

        assertThat(run()).isEqualTo(updated("1.0", "1.0"));
        assertThat(latest()).hasValue("one");
    }

    @Test
    void leavesADamagedImageInPlaceUntilThereIsAWholeOne() throws Exception {
        origin.publish("1.0", "one");
        run();
        Files.delete(stored("one"));
        Files.writeString(stored("one"), "oNe");
        origin.always(Origin.path("one"), answering(503));

        assertThat(failureThatChangesNothing()).contains("503");
        assertThat(latest()).hasValue("oNe");
    }

    @Test
    void installsAnImageWithoutBytes() throws Exception {
        origin.publish("1.0", "");

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(latest()).hasValue("");
    }

    @Test
    void keepsAsManyImagesAsConfigured() throws Exception {
        configure("KeepImages=2");
        for (String version : new String[] {"1.0", "1.1", "1.2"}) {
            origin.publish(version, "image " + version);
            run();
        }

        assertThat(stored("image 1.0")).doesNotExist();
        assertThat(stored("image 1.1")).exists();
        assertThat(reporter.infos())
                .containsExactly("removed the old image " + stored("image 1.0").normalize());
    }

    @Test
    void takesImagesFromADirectory() throws Exception {
        origin.publish("1.0", "one");
        origins("file://" + origin.directory());
        assertThat(run()).isEqualTo(installed("1.0"));
        Map<String, String> before = everything();
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(everything()).isEqualTo(before);

        origin.publish("1.1", "two");
        assertThat(run()).isEqualTo(updated("1.0", "1.1"));
        assertThat(latest()).hasValue("two");
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void takesTheNextLowerVersionWhenADirectoryLacksOne() throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");
        origin.withdraw("two");
        origins("file://" + origin.directory());

        assertThat(run()).isEqualTo(installed("1.0"));
    }

    @Test
    void saysThatADirectoryIsNoOrigin() throws Exception {
        origins("file://" + directory.resolve("nothing"));

        assertThat(failureThatChangesNothing())
                .contains(directory.resolve("nothing/manifest").toString(), "no manifest");
    }

    @Test
    void leavesALatestAloneThatSomebodyElseMade() throws Exception {
        origin.publish("1.0", "one");
        Files.createDirectories(destination());
        Files.writeString(here("latest"), "precious");

        assertThat(failure()).contains(here("latest").toString(), "is not a link", "move it away");
        assertThat(latest()).hasValue("precious");
    }

    @Test
    void saysThatTheDestinationCannotBeMade() throws Exception {
        origin.publish("1.0", "one");
        Files.delete(directory.resolve("a host"));
        Files.writeString(destination().getParent(), "a file");

        assertThat(failure()).startsWith("cannot make the destination " + destination());
        assertThat(origin.server().requests()).isEmpty();
    }

    @Test
    void knowsWhatAFailedRunLeaves() throws Exception {
        origin.publish("1.0", "one");
        assertThat(update().whatStays()).isEqualTo("nothing is installed");
        run();
        assertThat(update().whatStays()).isEqualTo("latest is as it was");
        Files.delete(stored("one"));
        assertThat(update().whatStays()).isEqualTo("latest leads to " + stored("one") + ", which is missing");
    }

    @Test
    void doesNotCallADamagedImageGoodNewsWhenNothingCanReplaceIt() throws Exception {
        origin.publish("1.0", "one");
        run();
        origin.withdraw("one");
        Files.delete(stored("one"));
        Files.writeString(stored("one"), "odd");

        assertThat(failure()).contains(stored("one").toString(), "damaged", "nothing to replace it");
    }

    @Test
    void doesNotGuessWhatIsCompatibleWithAnImageThatNobodyKnows() throws Exception {
        origin.publish("1.0", "one");
        run();
        Files.delete(here(".tako/installed"));
        Files.delete(here("manifest"));
        Origin other = newOrigin("other");
        other.publish("2.0", "two");
        origins(other.url());

        assertThat(failure()).contains("does not know", "set Version=");
        assertThat(latest()).hasValue("one");

        configure("Version=*");
        run();
        assertThat(latest()).hasValue("two");
    }

    @Test
    void staysCompatibleWithWhatWasInstalledWhenLatestIsDeleted() throws Exception {
        origin.publish("1.0", "one");
        run();
        origin.publish("1.1", "two");
        origin.publish("2.0", "three");
        Files.delete(here("latest"));

        run();

        assertThat(latest()).hasValue("two");
    }
}
