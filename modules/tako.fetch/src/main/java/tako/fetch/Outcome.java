package tako.fetch;

import java.util.List;
import java.util.Optional;
import tako.store.Version;

/** How a run for one image ended, where it did not fail on the way. */
public sealed interface Outcome {
    /** An image was here already, which was all that was asked. */
    record Present() implements Outcome {}

    /** {@code latest} is the best version that the origins have. */
    record UpToDate(Version version) implements Outcome {}

    /** Every origin has less than what is here; {@code latest} stays at the best of it. */
    record Lagging(Version version) implements Outcome {}

    /** There is nothing that could be installed, for this reason; {@code latest} is as it was, and whole. */
    record NoCandidate(String reason, Optional<Version> installed) implements Outcome {}

    /** This version is here, and another run restarts its units just now, or will, and will tell. */
    record InProgress(Version version) implements Outcome {}

    /** {@code latest} points at another image now, and these units were restarted and are up with it. */
    record Updated(Optional<Version> from, Version to, List<String> restarted) implements Outcome {}

    /**
     * {@code latest} points at another image now, but for these reasons it cannot be told of all units whether they are
     * up with it. The next run tries again.
     *
     * @param earlier whether an earlier run has moved {@code latest}
     */
    record Unproven(Optional<Version> from, Version to, boolean earlier, List<String> restarted, List<String> problems)
            implements Outcome {}

    /**
     * {@code latest} points at another image now, units are not up with it, and it stays.
     *
     * @param earlier whether an earlier run has moved {@code latest}
     */
    record Broken(Optional<Version> from, Version to, boolean earlier, List<String> restarted, List<String> problems)
            implements Outcome {}

    /**
     * Units did not come up with an image, so {@code latest} points at the one before again.
     *
     * @param failed the version that was tried
     * @param to the one that is back
     * @param reasons why; empty if only an earlier run knew, which held another image to be at fault as well
     * @param restarted the units that are up with it
     * @param problems what is to be said of the others
     * @param passedOver whether later runs pass the image over; no, where another one may be at fault
     */
    record RolledBack(
            Optional<Version> failed,
            Version to,
            List<String> reasons,
            List<String> restarted,
            List<String> problems,
            boolean passedOver)
            implements Outcome {}
}
