package tako.image;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a run left for its caller, with the claims that tests make of it.
 *
 * @param status the exit status; 128 and the signal's number if the shell would say so
 * @param out standard output
 * @param err standard error
 */
record Ended(int status, String out, String err) {
    Ended exits(int expected) {
        assertThat(status).as("exit status of a run that said\n%s%s", out, err).isEqualTo(expected);
        return this;
    }

    /** Exactly this is the result, on standard output. */
    Ended prints(String expected) {
        assertThat(out).as("standard output beside\n%s", err).isEqualTo(expected);
        return this;
    }

    /** All of this stands on standard error, and nothing is a result. */
    Ended complains(String... parts) {
        assertThat(err).contains(parts);
        assertThat(out).isEmpty();
        return this;
    }

    /** All of this stands on standard error. */
    Ended says(String... parts) {
        assertThat(err).contains(parts);
        return this;
    }

    /** Nothing stands on standard error. */
    Ended saysNothingElse() {
        assertThat(err).isEmpty();
        return this;
    }
}
