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
 * @param down what is to be said of units that somebody has stopped, which is not for another run to change
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
                case Verdict.Stopped verdict -> judgement.down.add(verdict.message());
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

    /** The bad verdicts in words. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (Verdict.Bad verdict : bad) {
            complaints.add(verdict.message());
        }
        return complaints;
    }
}
