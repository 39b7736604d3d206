package tako.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTextTest {
    @Test
    void masksEverySecretKeyAndNothingElse() {
        assertThat(SecretText.masked("plain")).isEqualTo("plain");
        assertThat(SecretText.masked("a SECRET+ab/+Z9==: no such file, SECRET+x"))
                .isEqualTo("a SECRET+***: no such file, SECRET+***");
        assertThat(SecretText.masked("SECRET+")).isEqualTo("SECRET+***");
    }
}
