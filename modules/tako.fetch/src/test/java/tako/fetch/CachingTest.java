package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.testing.Behaviour.closeAfter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tako.testing.Request;

/** What requests tell servers and the caches before them. */
class CachingTest extends UpdateFixture {
    private static final String IMAGE = Origin.path("one");

    @BeforeEach
    void publish() throws Exception {
        origin.publish("1.0", "one");
    }

    @Test
    void letsNoCacheAnswerForTheManifest() throws Exception {
        run();
        run();

        assertThat(origin.requests(Origin.MANIFEST))
                .hasSize(2)
                .allSatisfy(
                        request -> assertThat(request.header("Cache-Control")).hasValue("no-cache"));
    }

    @Test
    void letsCachesAnswerForImages() throws Exception {
        origin.next(IMAGE, closeAfter(1));

        run();

        assertThat(origin.requests(IMAGE)).isNotEmpty().allSatisfy(request -> {
            assertThat(request.header("Cache-Control")).isEmpty();
            assertThat(request.header("Pragma")).isEmpty();
        });
    }

    @Test
    void saysWhoAsksAndTakesNothingCompressed() throws Exception {
        run();

        for (Request request : origin.server().requests()) {
            assertThat(request.header("User-Agent")).hasValue("tako/test");
            assertThat(request.header("Accept-Encoding")).hasValue("identity");
            assertThat(request.header("Cookie")).isEmpty();
        }
    }
}
