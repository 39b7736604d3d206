package tako.systemd;

/** What a unit's state means to somebody who waits for it to be up. */
enum Stand {
    UP,
    /** At rest, without having failed. */
    DOWN,
    FAILED,
    /** Ended, and about to be started again by its own {@code Restart=}. */
    LOOPING,
    /** On the way to one of the others. */
    MOVING;

    static Stand of(UnitState state) {
        if (state.sub().contains("auto-restart")) {
            return LOOPING;
        }
        boolean hasJob = !state.job().isEmpty();
        return switch (state.active()) {
            case ACTIVE, RELOADING, REFRESHING -> UP;
            case INACTIVE -> hasJob ? MOVING : DOWN;
            case FAILED, MAINTENANCE -> hasJob ? MOVING : FAILED;
            case ACTIVATING, DEACTIVATING, OTHER -> MOVING;
        };
    }
}
