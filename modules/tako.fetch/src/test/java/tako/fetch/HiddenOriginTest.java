package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins in directories that systemd hides from its services. */
class HiddenOriginTest extends UpdateFixture {
    @BeforeEach
    void runsAsAService() {
        environment = Map.of("INVOCATION_ID", "e9c5a1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp", "/var/tmp", "/root"})
    void areNamedWithWhatHidesThem(String hidden) throws Exception {
        origins("file://" + hidden + "/no/origin");

        assertThat(failureThatChangesNothing())
                .isEqualTo("file://" + hidden + "/no/origin/manifest: this service sees no such directory;"
                        + " if others do, PrivateTmp= or ProtectHome= in its unit hides what lies in " + hidden
                        + ": put the origin somewhere else, for example below /srv");
    }

    @Test
    void areNotSuspectedElsewhereNorWhereTheDirectoryIs() throws Exception {
        origins("file:///no/origin");
        assertThat(failureThatChangesNothing()).contains("there is no manifest");

        origins("file://" + directory);
        assertThat(failureThatChangesNothing()).contains("there is no manifest");
    }
}
