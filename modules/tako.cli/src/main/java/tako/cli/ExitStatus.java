package tako.cli;

/** What a run tells its caller (product.md), the graver the later: with several images the gravest wins. */
enum ExitStatus {
    /** Every image is as it should be. */
    OK(0),
    /** Wrong usage or configuration; nothing was touched. */
    USAGE(2),
    /** Something could not be done; what was there before still is. */
    FAILED(1),
    /** An update was applied, its units did not come up, and it was rolled back. */
    ROLLED_BACK(3);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    ExitStatus or(ExitStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
