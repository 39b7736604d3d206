package tako.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which images of a manifest may be installed.
 *
 * @param pattern the versions that are allowed
 * @param preReleases whether pre-releases count like every other version ({@code PreRelease=})
 */
public record Policy(VersionPattern pattern, boolean preReleases) {
    /**
     * The entries that may be installed, best first: the caller takes the first whose image can still be had.
     * Pre-releases are among them only where {@link #preReleases} is set, where the pattern names a word, or where
     * nothing else matches. Where the installed version may itself be installed, nothing below it is listed; where it
     * may not, because the pattern was moved down, there is no such floor.
     *
     * @param entries ascending by version, as a manifest holds them
     * @param installed the version that {@code latest} points at
     */
    public List<Entry> candidates(List<Entry> entries, Optional<Version> installed) {
        boolean countsPreReleases = preReleases || pattern.namesWord() || hasOnlyPreReleases(entries, installed);
        boolean hasFloor = installed.isPresent()
                && pattern.matches(installed.get(), installed)
                && (countsPreReleases || !installed.get().isPreRelease());
        List<Entry> candidates = new ArrayList<>();
        for (Entry entry : entries.reversed()) {
            Version version = entry.version();
            if (hasFloor && version.compareTo(installed.get()) < 0) {
                break; // as are all below it
            }
            if (pattern.matches(version, installed) && (countsPreReleases || !version.isPreRelease())) {
                candidates.add(entry);
            }
        }
        return List.copyOf(candidates);
    }

    /** Whether all that match are pre-releases. As a rule the newest is none, and no other has to be looked at. */
    private boolean hasOnlyPreReleases(List<Entry> entries, Optional<Version> installed) {
        for (Entry entry : entries.reversed()) {
            if (pattern.matches(entry.version(), installed) && !entry.version().isPreRelease()) {
                return false;
            }
        }
        return true;
    }

    /** Whether which versions are allowed depends on the one that is installed. */
    public boolean dependsOnInstalled() {
        return pattern instanceof VersionPattern.Compatible;
    }

    /**
     * Whether no update can ever come: {@code compatible} allows a version that begins with a word only itself. Then
     * the administrator should be warned that {@code Version=} has to be set.
     */
    public boolean isStuckAt(Version installed) {
        return pattern instanceof VersionPattern.Compatible && installed.beginsWithWord();
    }
}
