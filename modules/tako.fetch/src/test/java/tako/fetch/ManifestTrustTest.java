package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.endlessBody;
import static tako.testing.Behaviour.flippedAt;
import static tako.testing.Behaviour.followedBy;
import static tako.testing.Behaviour.gzipped;
import static tako.testing.Behaviour.shortenedTo;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.SecretKey;
import tako.testing.Content;
import tako.testing.Request;

/** Which manifests a run goes by, and what becomes of the local copy. */
class ManifestTrustTest extends UpdateFixture {
    private final SecretKey newKey = SecretKey.generate(new SecureRandom());

    /** The publisher's origin with another key from now on. */
    private Origin rotated() throws Exception {
        Origin rotated = opened(Origin.http(directory.resolve("rotated"), newKey));
        origins(rotated.url());
        return rotated;
    }

    private byte[] manifest() throws Exception {
        return Files.readAllBytes(here("manifest"));
    }

    private void damageManifest() throws Exception {
        byte[] bytes = manifest();
        bytes[20] ^= 1;
        Files.delete(here("manifest"));
        Files.write(here("manifest"), bytes);
    }

    private boolean lastRequestHadCondition() {
        Request last = origin.requests(Origin.MANIFEST).getLast();
        return last.header("If-None-Match")
                .or(() -> last.header("If-Modified-Since"))
                .isPresent();
    }

    @Test
    void refusesAManifestOfAnotherKey() throws Exception {
        origin.publish("1.0", "one");
        trust(newKey);

        assertThat(failureThatChangesNothing())
                .isEqualTo(origin.url()
                        + "/manifest: refused the manifest: it was signed with another key, or changed since it"
                        + " was signed");
        assertThat(origin.requests(Origin.path("one"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 60, 159, 160, 248})
    void refusesAManifestWithAChangedBit(int offset) throws Exception {
        origin.publish("1.0", "one");
        run();
        origin.publish("1.1", "two");
        origin.always(Origin.MANIFEST, flippedAt(offset));

        assertThat(failureThatChangesNothing()).contains("/manifest: refused the manifest: ");
        assertThat(latest()).hasValue("one");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 90, 150})
    void refusesAManifestThatWasCut(int length) throws Exception {
        origin.publish("1.0", "one");
        origin.always(Origin.MANIFEST, shortenedTo(length));

        assertThat(failureThatChangesNothing()).contains("/manifest: refused the manifest: ");
    }

    @Test
    void keepsWhatItHasWhenTheOriginLacksSomeOfIt() throws Exception {
        origin.publish("1.0", "one");
        Origin older = newOrigin("older");
        older.mirror(origin);
        origin.publish("1.1", "two");
        run();
        origins(older.url());
        Map<String, String> before = everything();

        assertThat(run()).isEqualTo(lagging("1.1"));

        assertThat(everything()).isEqualTo(before);
        assertThat(reporter.infos())
                .containsExactly(older.url() + "/ lags behind: it lacks 1 version that is known here");
    }

    @Test
    void refusesAManifestThatContradictsTheLocalOneAndKeepsBoth() throws Exception {
        origin.publish("1.0", "one");
        run();
        byte[] before = manifest();
        Origin forked = newOrigin("forked");
        forked.publish("1.0", "another one");
        forked.publish("1.1", "two");
        origins(forked.url());

        assertThat(failure())
                .contains(forked.url(), "contradicts", "version 1.0", "ask the publisher")
                .contains(
                        here("manifest").toString(),
                        here(".tako/manifest.forked").toString());

        assertThat(manifest()).isEqualTo(before);
        assertThat(here(".tako/manifest.forked"))
                .hasSameBinaryContentAs(forked.directory().resolve("manifest"));
        assertThat(latest()).hasValue("one");
    }

    @Test
    void refusesAManifestThatLacksAVersionAndHasANewOne() throws Exception {
        origin.publish("1.0", "one");
        origin.publish("1.1", "two");
        run();
        Origin forked = newOrigin("forked");
        forked.publish("1.0", "one");
        forked.publish("1.2", "three");
        origins(forked.url());

        assertThat(failure()).contains("contradicts", "version 1.1");
        assertThat(latest()).hasValue("two");
    }

    @Test
    void refusesAManifestThatIsTooLargeByItsLength() throws Exception {
        origin.publish("1.0", "one");
        configure("MaxManifestSize=1K");
        origin.always(Origin.MANIFEST, followedBy(Content.of("x".repeat(1024))));

        assertThat(failureThatChangesNothing())
                .isEqualTo(origin.url() + "/manifest: the manifest is larger than MaxManifestSize=1024 bytes");
    }

    @Test
    void refusesAManifestThatIsTooLargeWithoutSayingSo() throws Exception {
        origin.publish("1.0", "one");
        configure("MaxManifestSize=1K");
        origin.always(Origin.MANIFEST, followedBy(Content.of("x".repeat(1024))), chunked());

        assertThat(failureThatChangesNothing()).contains("larger than MaxManifestSize=1024");
    }

    @Test
    void stopsReadingAManifestWithoutAnEnd() throws Exception {
        origin.publish("1.0", "one");
        configure("MaxManifestSize=1M");
        origin.always(Origin.MANIFEST, endlessBody());

        assertThat(failureThatChangesNothing()).contains("larger than MaxManifestSize=1048576");
        assertThat(origin.server().bodyBytesSent()).isLessThan(64 << 20);
    }

    @Test
    void readsAManifestOfTheLargestSizeAndNoByteMore() throws Exception {
        for (int version = 0; version < 20; version++) {
            origin.publish("1." + version, "one");
        }
        long size = Files.size(origin.directory().resolve("manifest"));
        configure("MaxManifestSize=" + (size - 1));
        assertThat(failureThatChangesNothing()).contains("larger than MaxManifestSize=" + (size - 1));

        configure("MaxManifestSize=" + size);
        assertThat(run()).isEqualTo(installed("1.19"));
        assertThat(run()).isEqualTo(upToDate("1.19"));
    }

    @Test
    void saysThatThereIsNoManifest() throws Exception {
        assertThat(failureThatChangesNothing())
                .isEqualTo(origin.url()
                        + "/manifest: there is no manifest; is Origin= the directory that 'tako store' wrote?");
    }

    @Test
    void refusesACompressedManifest() throws Exception {
        origin.publish("1.0", "one");
        origin.always(Origin.MANIFEST, gzipped());

        assertThat(failureThatChangesNothing()).contains("/manifest: the server compresses");
    }

    @Test
    void doesNotBelieveThatNothingChangedWithoutHavingAsked() throws Exception {
        origin.publish("1.0", "one");
        origin.always(Origin.MANIFEST, answering(304));

        assertThat(failureThatChangesNothing()).contains("/manifest: ", "304");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing that can be used", "\t", ""})
    void doesNotBelieveItEitherWhenTheNotedValidatorIsDamaged(String validator) throws Exception {
        origin.publish("1.0", "one");
        run();
        String noted = Files.readString(here(".tako/validators"));
        String damaged = noted.replaceAll("(?m)^(http[^\t]*\t).*$", "$1" + validator);
        assertThat(damaged).isNotEqualTo(noted);
        Files.writeString(here(".tako/validators"), damaged);
        origin.always(Origin.MANIFEST, answering(304));

        assertThat(failureThatChangesNothing()).contains("/manifest: ", "304");
        assertThat(lastRequestHadCondition()).isFalse();

        origin.always(Origin.MANIFEST);
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(lastRequestHadCondition()).isTrue();
    }

    @Test
    void givesAValidatorBackOnlyForTheManifestThatItCameWith() throws Exception {
        origin.publish("1.0", "one");
        Origin mirror = newOrigin("mirror");
        mirror.mirror(origin);
        mirror.publish("1.1", "two");
        run();
        origins(mirror.url());
        run();

        origins(origin.url());
        assertThat(run()).isEqualTo(lagging("1.1"));
        assertThat(lastRequestHadCondition()).isFalse();
    }

    @Test
    void setsALocalManifestAsideThatNoKeyVerifiesAnyMore() throws Exception {
        origin.publish("1.0", "one");
        run();
        byte[] old = manifest();
        Origin rotated = rotated();
        rotated.publish("1.0", "one");
        rotated.publish("1.1", "two");
        trust(newKey);

        assertThat(run()).isEqualTo(updated("1.0", "1.1"));

        assertThat(reporter.warnings())
                .singleElement()
                .asString()
                .contains(
                        here("manifest").toString(),
                        "signed with another key",
                        here(".tako/manifest.set-aside").toString());
        assertThat(here(".tako/manifest.set-aside")).hasBinaryContent(old);
        assertThat(here("manifest")).hasSameBinaryContentAs(rotated.directory().resolve("manifest"));
        assertThat(latest()).hasValue("two");
        assertThat(run()).isEqualTo(upToDate("1.1"));
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void leavesALocalManifestThatNoKeyVerifiesWhileThereIsNoBetterOne() throws Exception {
        origin.publish("1.0", "one");
        run();
        trust(newKey);

        assertThat(failureThatChangesNothing()).contains("refused the manifest");
        assertThat(latest()).hasValue("one");
    }

    @Test
    void followsAPublisherFromOneKeyToTheNext() throws Exception {
        origin.publish("1.0", "one");
        run();
        Origin rotated = rotated();
        rotated.publish("1.0", "one");
        trust(key, newKey);
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(here("manifest")).hasSameBinaryContentAs(rotated.directory().resolve("manifest"));

        rotated.publish("1.1", "two");
        trust(newKey);
        assertThat(run()).isEqualTo(updated("1.0", "1.1"));
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void replacesALocalManifestThatIsDamaged() throws Exception {
        origin.publish("1.0", "one");
        run();
        damageManifest();

        assertThat(run()).isEqualTo(upToDate("1.0"));

        assertThat(origin.requests(Origin.MANIFEST))
                .as("asked with a condition while the copy was verified, and then again")
                .hasSize(3);
        assertThat(lastRequestHadCondition()).isFalse();
        assertThat(reporter.warnings())
                .singleElement()
                .asString()
                .contains("could not be verified", "manifest.set-aside");
        assertThat(here("manifest")).hasSameBinaryContentAs(origin.directory().resolve("manifest"));
    }

    @Test
    void keepsADamagedLocalManifestWhileNoOriginAnswers() throws Exception {
        origin.publish("1.0", "one");
        run();
        damageManifest();
        origin.close();

        assertThat(failureThatChangesNothing()).contains("cannot connect");
    }
}
