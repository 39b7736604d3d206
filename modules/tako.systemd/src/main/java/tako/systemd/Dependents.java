package tako.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The units that were up along with another one, and that systemd stops or restarts with it ({@code Requires=}, {@code
 * BindsTo=}, {@code PartOf=}): whether they are back.
 */
final class Dependents {
    private final List<Unit> units = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> returning = new ArrayList<>();

    /** Takes in the units of these names, except for those that are watched on their own. */
    void add(Manager manager, List<String> names, Set<String> watched) throws BusException {
        for (String name : names) {
            if (!watched.contains(name)) {
                units.add(manager.loadUnit(name));
            }
        }
    }

    /** Asks for their changes from here on. */
    void watch(Manager manager) throws BusException {
        for (Unit unit : units) {
            manager.watch(unit);
        }
    }

    /** Whether one of them has this path. */
    boolean contain(String path) {
        for (Unit unit : units) {
            if (unit.path().equals(path)) {
                return true;
            }
        }
        return false;
    }

    /** Asks systemd how they are now. */
    void look() throws BusException {
        lost.clear();
        returning.clear();
        for (Unit unit : units) {
            switch (unit.stand()) {
                case UP -> {}
                case MOVING, LOOPING -> returning.add(unit.name());
                case DOWN, FAILED -> lost.add(unit.name());
            }
        }
    }

    /** Those that were down when they were looked at last. */
    List<String> lost() {
        return lost;
    }

    /** Those that were on their way, also after a failure of their own. */
    List<String> returning() {
        return returning;
    }
}
