package tako.systemd;

/** What systemd says of its own accord. */
sealed interface Signal {
    /**
     * A job has ended.
     *
     * @param job its path
     * @param unit the name of its unit that is not an alias
     * @param result systemd's word for how
     */
    record JobEnded(String job, String unit, String result) implements Signal {}

    /**
     * A unit has changed in some way.
     *
     * @param path the unit's
     */
    record UnitChanged(String path) implements Signal {}
}
