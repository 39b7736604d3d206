package tako.store;

import java.util.Optional;

/** The versions that a configuration allows: the value of {@code Version=}. {@link Object#toString} writes it. */
public sealed interface VersionPattern {
    /**
     * Reads {@code 1.2.3}, {@code 1.2.*}, {@code *}, {@code 1.2 <= v < 2.0} or {@code compatible}.
     *
     * @throws StoreException if it is none of these, or a range that nothing can lie in; the message says what would
     *     be right
     */
    static VersionPattern parse(String text) throws StoreException {
        return new PatternParser(text).parse();
    }

    /**
     * Whether a version is allowed. Pre-releases are judged by {@link Policy}, not here.
     *
     * @param installed what is installed now; only {@link Compatible} looks at it
     */
    boolean matches(Version version, Optional<Version> installed);

    /** Whether the pattern itself has a word in it, and so asks for pre-releases. */
    boolean namesWord();

    /** Versions equal to one, however they are spelled. */
    record Exact(Version version) implements VersionPattern {
        @Override
        public boolean matches(Version candidate, Optional<Version> installed) {
            return candidate.equals(version);
        }

        @Override
        public boolean namesWord() {
            return version.isPreRelease();
        }

        @Override
        public String toString() {
            return version.toString();
        }
    }

    /**
     * Versions that begin with some parts.
     *
     * @param beginning the text before the {@code *}: empty, or ending with a separator
     */
    record Prefix(String beginning) implements VersionPattern {
        @Override
        public boolean matches(Version candidate, Optional<Version> installed) {
            return candidate.beginsWith(new Parts(beginning));
        }

        @Override
        public boolean namesWord() {
            return new Parts(beginning).findWord();
        }

        @Override
        public String toString() {
            return beginning + "*";
        }
    }

    /**
     * Versions between two. Pre-releases of the upper one sort below it, but are outside.
     *
     * @param from the lowest that matches
     * @param to the lowest that is too high
     */
    record Range(Version from, Version to) implements VersionPattern {
        @Override
        public boolean matches(Version candidate, Optional<Version> installed) {
            return contains(candidate);
        }

        boolean contains(Version candidate) {
            return candidate.compareTo(from) >= 0 && candidate.compareTo(to) < 0 && !candidate.isPreReleaseOf(to);
        }

        @Override
        public boolean namesWord() {
            return from.isPreRelease() || to.isPreRelease();
        }

        @Override
        public String toString() {
            return from + " <= v < " + to;
        }
    }

    /**
     * What is installed and everything above it up to the next breaking version: the same first part, and while that
     * is 0 the same second part. With nothing installed, every version; with a version that begins with a word, only
     * itself.
     */
    record Compatible() implements VersionPattern {
        @Override
        public boolean matches(Version candidate, Optional<Version> installed) {
            return installed.isEmpty() || isCompatible(candidate, installed.get());
        }

        private static boolean isCompatible(Version candidate, Version installed) {
            if (installed.beginsWithWord()) {
                return candidate.equals(installed);
            }
            return candidate.compareTo(installed) >= 0 && candidate.isSameSeriesAs(installed);
        }

        @Override
        public boolean namesWord() {
            return false;
        }

        @Override
        public String toString() {
            return "compatible";
        }
    }
}
