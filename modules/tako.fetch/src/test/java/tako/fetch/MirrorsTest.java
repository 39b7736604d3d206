package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.flippedAt;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tako.testing.Behaviour;

/** Several origins, each asked in turn. */
class MirrorsTest extends UpdateFixture {
    private Origin mirror;

    @BeforeEach
    void addMirror() throws Exception {
        mirror = newOrigin("mirror");
        origins(origin.url(), mirror.url());
        origin.publish("1.0", "one");
        mirror.mirror(origin);
    }

    private void bothAnswer(String path, Behaviour behaviour) {
        origin.always(path, behaviour);
        mirror.always(path, behaviour);
    }

    @Test
    void asksTheSecondNothingWhileTheFirstDoes() throws Exception {
        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(mirror.server().requests()).isEmpty();
    }

    @Test
    void goesToTheSecondWhenTheFirstIsDown() throws Exception {
        origin.close();

        assertThat(run()).isEqualTo(installed("1.0"));

        assertThat(latest()).hasValue("one");
        assertThat(reporter.warnings())
                .isNotEmpty()
                .allSatisfy(warning ->
                        assertThat(warning).startsWith(origin.url() + "/").contains("cannot connect"));
    }

    @Test
    void goesToTheSecondWhenTheFirstIsForged() throws Exception {
        origin.always(Origin.MANIFEST, flippedAt(20));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings()).singleElement().asString().contains(origin.url(), "refused the manifest");
    }

    @Test
    void namesAllWhenAllAreDown() throws Exception {
        run();
        origin.close();
        mirror.always(Origin.MANIFEST, answering(503));

        assertThat(failureThatChangesNothing())
                .contains(origin.url() + "/manifest: cannot connect: ")
                .contains(mirror.url() + "/manifest: the server answers with status 503");
        assertThat(latest()).hasValue("one");
    }

    @Test
    void passesOverAMirrorThatLags() throws Exception {
        origin.publish("1.1", "two");
        run();
        origin.publish("1.2", "three");
        origins(mirror.url(), origin.url());

        assertThat(run()).isEqualTo(updated("1.1", "1.2"));
        assertThat(reporter.infos())
                .containsExactly(mirror.url() + "/ lags behind: it lacks 1 version that is known here");
        assertThat(reporter.warnings()).isEmpty();
    }

    @Test
    void isUpToDateWhenOneMirrorLagsAndTheNextDoesNot() throws Exception {
        origin.publish("1.1", "two");
        run();
        origins(mirror.url(), origin.url());

        assertThat(run()).isEqualTo(upToDate("1.1"));
    }

    @Test
    void staysWhereItIsWhenAllLag() throws Exception {
        Origin third = newOrigin("third");
        third.mirror(mirror);
        origin.publish("1.1", "two");
        origin.publish("1.2", "three");
        run();
        origins(mirror.url(), third.url());

        assertThat(run()).isEqualTo(lagging("1.2"));
        assertThat(reporter.infos())
                .hasSize(2)
                .allSatisfy(info -> assertThat(info).contains("2 versions"));
        assertThat(latest()).hasValue("three");
    }

    @Test
    void warnsOfOneThatIsDownWhenTheOthersLag() throws Exception {
        origin.publish("1.1", "two");
        run();
        origin.close();

        assertThat(run()).isEqualTo(lagging("1.1"));
        assertThat(reporter.warnings()).singleElement().asString().contains(origin.url(), "cannot connect");
    }

    @Test
    void asksNobodyElseOnceAnOriginContradictsWhatIsHere() throws Exception {
        run();
        Origin forked = newOrigin("forked");
        forked.publish("1.0", "another one");
        mirror.publish("1.1", "two");
        origins(forked.url(), mirror.url());

        assertThat(failure()).contains(forked.url(), "contradicts");

        assertThat(mirror.server().requests()).isEmpty();
        assertThat(latest()).hasValue("one");
    }

    @Test
    void keepsAValidatorForEachOfThem() throws Exception {
        run();
        origin.next(Origin.MANIFEST, answering(503));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(mirror.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isEmpty();

        origin.next(Origin.MANIFEST, answering(503));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(run()).isEqualTo(upToDate("1.0"));
        assertThat(mirror.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isPresent();
        assertThat(origin.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isPresent();
    }

    @Test
    void doesNotAskWithAValidatorOfAnOlderManifest() throws Exception {
        run();
        mirror.publish("1.1", "two");
        origin.next(Origin.MANIFEST, answering(503));
        assertThat(run()).isEqualTo(updated("1.0", "1.1"));

        assertThat(run()).isEqualTo(upToDate("1.1"));
        assertThat(origin.requests(Origin.MANIFEST).getLast().header("If-None-Match"))
                .isEmpty();
        assertThat(reporter.infos()).singleElement().asString().contains(origin.url(), "lags behind");
    }

    @Test
    void takesTheImageFromTheSecondWhenTheFirstFails() throws Exception {
        origin.always(Origin.path("one"), answering(500));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings()).singleElement().asString().contains(origin.url(), "status 500");
    }

    @Test
    void takesTheImageFromTheSecondWhenTheFirstLacksIt() throws Exception {
        origin.withdraw("one");

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.warnings()).isEmpty();
        assertThat(reporter.infos()).isEmpty();
    }

    @Test
    void takesTheImageFromTheSecondWhenThatOfTheFirstIsForged() throws Exception {
        origin.always(Origin.path("one"), flippedAt(1));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(latest()).hasValue("one");
        assertThat(reporter.warnings()).singleElement().asString().contains(origin.url(), "refused the image");
    }

    @Test
    void doesNotTakeAnImageForWithdrawnThatOneOfThemMayHave() throws Exception {
        origin.publish("1.1", "two");
        mirror.mirror(origin);
        origin.withdraw("two");
        mirror.always(Origin.path("two"), answering(500));

        assertThat(failureThatChangesNothing()).contains(mirror.url(), "status 500");
        assertThat(origin.requests(Origin.path("one"))).isEmpty();
    }

    @Test
    void takesAnImageForWithdrawnThatAllLack() throws Exception {
        origin.publish("1.1", "two");
        mirror.mirror(origin);
        bothAnswer(Origin.path("two"), answering(404));

        assertThat(run()).isEqualTo(installed("1.0"));
        assertThat(reporter.infos())
                .singleElement()
                .asString()
                .contains("1.1", "withdrawn", origin.url(), mirror.url());
    }
}
