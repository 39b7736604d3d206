package tako.fetch;

import java.util.List;
import java.util.Optional;
import tako.store.Version;

/** How a run for one image ended, where it did not fail. */
public sealed interface Outcome {
    /** An image was here already, which was all that was asked. */
    record Present() implements Outcome {}

    /** {@code latest} is the best version that the origins have. */
    record UpToDate(Version version) implements Outcome {}

    /** Every origin has less than what is here; {@code latest} stays at the best of it. */
    record Lagging(Version version) implements Outcome {}

    /** {@code latest} points at another image now, and these units were restarted. */
    record Updated(Optional<Version> from, Version to, List<String> restarted) implements Outcome {}

    /** There is nothing that could be installed, for this reason; {@code latest} is as it was, and whole. */
    record NoCandidate(String reason, Optional<Version> installed) implements Outcome {}

    /** {@code latest} points at another image now, but units did not come up with it. */
    record RestartFailed(Optional<Version> from, Version to, List<String> restarted, List<String> problems)
            implements Outcome {}
}
