package tako.fetch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tako.config.Config;
import tako.store.ActivationRecord;
import tako.store.ActivationRecord.Direction;
import tako.systemd.SystemdException;

/**
 * The units of an activation's record, by what they are now: those to restart, those to judge only, those to leave down.
 *
 * @param changed when {@code latest} moved
 */
record NotedUnits(ActivationRecord record, Config config, Units units, Instant changed) {
    /** Those that still run with another image than {@code latest}. */
    List<ActivationRecord.Unit> due() throws SystemdException {
        return select(true);
    }

    /** Those that were restarted already, but not judged. */
    List<ActivationRecord.Unit> restarted() throws SystemdException {
        return select(false);
    }

    private List<ActivationRecord.Unit> select(boolean older) throws SystemdException {
        List<ActivationRecord.Unit> selected = new ArrayList<>();
        for (ActivationRecord.Unit unit : record.units()) {
            if (isWanted(unit) && units.isOlder(unit, changed) == older) {
                selected.add(unit);
            }
        }
        return selected;
    }

    private boolean isWanted(ActivationRecord.Unit unit) throws SystemdException {
        boolean named =
                record.direction() == Direction.BACK || config.restartUnits().contains(unit.name());
        return named && !units.isOwn(unit) && !staysDown(unit);
    }

    /** Those that somebody has stopped since; none where systemd cannot tell, which the restart will say. */
    Set<String> stopped() {
        Set<String> stopped = new LinkedHashSet<>();
        try {
            for (ActivationRecord.Unit unit : record.units()) {
                if (staysDown(unit)) {
                    stopped.add(unit.name());
                }
            }
        } catch (SystemdException e) {
            return Set.of();
        }
        return stopped;
    }

    private boolean staysDown(ActivationRecord.Unit unit) throws SystemdException {
        return !unit.failed() && units.wasStopped(unit, changed);
    }
}
