package tako.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tako.store.ActivationRecord;
import tako.systemd.SystemdException;
import tako.systemd.Verdict;

/**
 * What the verdicts on an image's units come to.
 *
 * @param good the units that are up
 * @param bad the verdicts that speak against the image
 * @param open what is to be said of units that could not be restarted or judged, and have to be in another run
 * @param down what is to be said of units that are down and are to be, which is not for another run to change
 */
record Judgement(List<String> good, List<Verdict.Bad> bad, List<String> open, List<String> down) {
    /** Units without a verdict were stopped meanwhile, or are not in the configuration any more. */
    static Judgement of(List<ActivationRecord.Unit> noted, Map<String, Verdict> verdicts, Units units)
            throws SystemdException {
        Judgement judgement = new Judgement(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (ActivationRecord.Unit unit : noted) {
            switch (verdicts.get(unit.name())) {
                case Verdict.Good verdict -> judgement.good.add(verdict.unit());
                case Verdict.Bad verdict -> judgement.bad.add(verdict);
                case Verdict.Down verdict -> judgement.down.add(verdict.message());
                case Verdict.Open verdict -> judgement.open.add(verdict.message());
                case null -> {
                    if (units.isOwn(unit)) {
                        judgement.open.add(unit.name()
                                + " was not restarted, for this run is a part of it and would end"
                                + " with it. Run Tako from its timer, or use 'systemctl restart " + unit.name() + "'");
                    }
                }
            }
        }
        return judgement;
    }

    /** Whether another run has to restart or judge units. */
    boolean isOpen() {
        return !open.isEmpty();
    }

    /** What there is to say of the units for and against which nothing speaks. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>(open);
        remarks.addAll(down);
        return remarks;
    }

    /** The bad verdicts in words. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (Verdict.Bad verdict : bad) {
            complaints.add(verdict.message());
        }
        return complaints;
    }
}
