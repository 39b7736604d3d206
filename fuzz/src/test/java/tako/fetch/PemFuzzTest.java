package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class PemFuzzTest {
    /** Certificates and keys; what a message repeats of them gets escaped where it is shown. */
    @FuzzTest
    void isBlocksOrRefused(byte[] input) {
        try {
            for (Pem.Block block : Pem.parse(input)) {
                assertThat(block.content()).hasSizeLessThan(input.length);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }
}
