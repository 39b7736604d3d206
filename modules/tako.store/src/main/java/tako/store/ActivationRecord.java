package tako.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tako.crypto.CryptoException;
import tako.crypto.Digest;

/**
 * What an activation is about to do, written before {@code latest} moves and removed when the verdict is in: a run that
 * finds one finishes what a killed one began.
 *
 * @param direction whether a new image is tried or an old one taken back
 * @param from what {@code latest} points at before, if anything
 * @param to what it points at after
 * @param units the units that have to be restarted after
 */
public record ActivationRecord(Direction direction, Optional<Entry> from, Entry to, List<Unit> units) {
    private static final String NONE = "-";
    private static final String FAILED = "failed";

    /** Which way {@code latest} moves. */
    public enum Direction {
        /** To an image that has to prove itself. */
        FORWARD,
        /** To the image before, for the new one has failed. */
        BACK
    }

    /**
     * A unit as it was before {@code latest} moved.
     *
     * @param name its full name
     * @param invocation its InvocationID (systemd.exec(5)); empty if it had none or it could not be told
     * @param started when that began
     * @param failed whether it had failed, so that it has to start though it is down
     * @param dependents the full names of the units that were up along with it and have to be up again
     */
    public record Unit(String name, String invocation, Instant started, boolean failed, List<String> dependents) {
        /** Keeps the list from changing. */
        public Unit {
            dependents = List.copyOf(dependents);
        }
    }

    /** Keeps the list from changing. */
    public ActivationRecord {
        units = List.copyOf(units);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(direction).append('\n');
        text.append(from.map(ActivationRecord::line).orElse(NONE)).append('\n');
        text.append(line(to)).append('\n');
        for (Unit unit : units) {
            text.append(unit.started()).append(' ');
            text.append(unit.invocation().isEmpty() ? NONE : unit.invocation()).append(' ');
            text.append(unit.failed() ? FAILED : NONE).append(' ');
            text.append(unit.name());
            unit.dependents().forEach(dependent -> text.append(' ').append(dependent));
            text.append('\n');
        }
        return text.toString();
    }

    /** Reads {@link #text} back; empty if it is none, which a power cut cannot leave: the file is replaced whole. */
    static Optional<ActivationRecord> fromLines(List<String> lines) {
        if (lines.size() < 3) {
            return Optional.empty();
        }
        try {
            Optional<Entry> from = lines.get(1).equals(NONE) ? Optional.empty() : Optional.of(entry(lines.get(1)));
            List<Unit> units = new ArrayList<>();
            for (String line : lines.subList(3, lines.size())) {
                units.add(unit(line));
            }
            return Optional.of(
                    new ActivationRecord(Direction.valueOf(lines.getFirst()), from, entry(lines.get(2)), units));
        } catch (StoreException | CryptoException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String line(Entry entry) {
        return entry.digest() + " " + entry.size() + " " + entry.version();
    }

    private static Entry entry(String line) throws StoreException, CryptoException {
        String[] fields = fields(line);
        return new Entry(Version.parse(fields[2]), Long.parseLong(fields[1]), Digest.parse(fields[0]));
    }

    private static Unit unit(String line) {
        List<String> fields = List.of(line.split(" ", -1)); // a unit's name has no space (systemd.unit(5))
        if (fields.size() < 4) {
            throw new IllegalArgumentException("four fields are expected");
        }
        return new Unit(
                fields.get(3),
                fields.get(1).equals(NONE) ? "" : fields.get(1),
                Instant.parse(fields.getFirst()),
                fields.get(2).equals(FAILED),
                fields.subList(4, fields.size()));
    }

    private static String[] fields(String line) {
        String[] fields = line.split(" ", 3);
        if (fields.length != 3) {
            throw new IllegalArgumentException("three fields are expected");
        }
        return fields;
    }
}
