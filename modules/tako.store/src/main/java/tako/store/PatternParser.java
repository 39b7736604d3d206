package tako.store;

/** Reads one version pattern. */
final class PatternParser {
    private static final String COMPATIBLE = "compatible";
    private static final String FOREIGN_OPERATORS = "^~=!";

    private final String text;

    PatternParser(String text) {
        this.text = text.strip().replace('\t', ' '); // it may stand in messages
    }

    VersionPattern parse() throws StoreException {
        requirePrintable();
        if (text.equals(COMPATIBLE)) {
            return new VersionPattern.Compatible();
        }
        if (text.equalsIgnoreCase(COMPATIBLE)) {
            throw didYouMean(COMPATIBLE);
        }
        if (FOREIGN_OPERATORS.indexOf(text.charAt(0)) >= 0) {
            throw wrong("begins with an operator that Tako does not have;"
                    + " write '1.2.*', '1.2 <= v < 2.0' or 'compatible'");
        }
        if (text.indexOf('<') >= 0 || text.indexOf('>') >= 0) {
            return range();
        }
        return text.indexOf('*') >= 0 ? prefix() : new VersionPattern.Exact(version(text));
    }

    /** From here on the text may stand in messages. */
    private void requirePrintable() throws StoreException {
        if (text.isEmpty()) {
            throw new StoreException("the version pattern is empty; write for example '1.*' or 'compatible'");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new StoreException(
                        "the version pattern has a character that is not printable ASCII, at position " + (i + 1));
            }
        }
    }

    private VersionPattern prefix() throws StoreException {
        int star = text.indexOf('*');
        String beginning = text.substring(0, star);
        if (!beginning.isEmpty() && !new Parts(beginning).advance()) {
            throw didYouMean("*");
        }
        boolean wholeParts = beginning.isEmpty() || Parts.isSeparator(beginning.charAt(star - 1));
        if (!wholeParts) {
            throw didYouMean(beginning + ".*");
        }
        if (star < text.length() - 1) {
            throw wrong("has a '*' before its end, did you mean '" + beginning + "*'?");
        }
        if (!beginning.isEmpty()) {
            version(beginning);
        }
        return new VersionPattern.Prefix(beginning);
    }

    private VersionPattern range() throws StoreException {
        int first = text.indexOf("<=");
        int second = first < 0 ? -1 : text.indexOf('<', first + 2);
        if (second < 0 || !text.substring(first + 2, second).strip().equals("v")) {
            throw notARange();
        }
        String upper = text.substring(second + 1);
        if (upper.startsWith("=")) {
            throw wrong("includes its upper bound, and ranges end before it: write it as '1.2 <= v < 2.0'");
        }
        var range = new VersionPattern.Range(bound(text.substring(0, first)), bound(upper));
        if (!range.contains(range.from())) {
            throw wrong("is an empty range: the first version must be below the second,"
                    + " and pre-releases of the second are outside");
        }
        return range;
    }

    private Version bound(String bound) throws StoreException {
        String version = bound.strip();
        if (version.isEmpty() || version.indexOf('<') >= 0 || version.indexOf('>') >= 0) {
            throw notARange();
        }
        if (version.indexOf('*') >= 0) {
            throw wrong("has a '*' in a bound, where only a version can stand");
        }
        return version(version);
    }

    private Version version(String version) throws StoreException {
        if (version.indexOf(' ') >= 0) {
            throw wrong("has a space in a version; give one pattern");
        }
        return Version.parse(version);
    }

    private StoreException notARange() {
        return wrong("is not a range; write it as '1.2 <= v < 2.0'");
    }

    private StoreException didYouMean(String suggestion) {
        return wrong("is not a version pattern, did you mean '" + suggestion + "'?");
    }

    private StoreException wrong(String what) {
        return new StoreException("'" + text + "' " + what);
    }
}
