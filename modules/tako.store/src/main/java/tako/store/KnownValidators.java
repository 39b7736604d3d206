package tako.store;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The validators that origins gave for the local manifest, by the origin's URL; none for any other manifest. */
final class KnownValidators {
    private static final char SEPARATOR = '\t';

    private final StateFile file;

    KnownValidators(Layout layout, Disk disk) {
        this.file = new StateFile(disk, layout.validators(), layout.temporary().resolve("validators"));
    }

    /** Those of the manifest with this signature. */
    Map<String, Validator> of(String signature) throws StoreException {
        List<String> lines = lines();
        Map<String, Validator> validators = new LinkedHashMap<>();
        if (lines.isEmpty() || !lines.getFirst().equals(signature)) {
            return validators;
        }
        for (String line : lines.subList(1, lines.size())) {
            int separator = line.indexOf(SEPARATOR);
            if (separator > 0) {
                validators.put(line.substring(0, separator), Validator.fromLine(line.substring(separator + 1)));
            }
        }
        return validators;
    }

    /**
     * The one of an origin, for whatever manifest it is. May be called without the lock, by any thread: the file is
     * replaced as a whole, so that it is an old one or a new one.
     */
    Optional<Validator> last(String origin) throws StoreException {
        for (String line : lines()) {
            if (line.startsWith(origin + SEPARATOR)) {
                return Optional.of(Validator.fromLine(line.substring(origin.length() + 1)));
            }
        }
        return Optional.empty();
    }

    private List<String> lines() throws StoreException {
        try {
            return file.lines();
        } catch (IOException e) {
            throw new StoreException("cannot read " + file.file(), e);
        }
    }

    void note(Manifest manifest, Map<String, Validator> validators) throws StoreException {
        StringBuilder text = new StringBuilder().append(manifest.signature()).append('\n');
        validators.forEach((url, validator) ->
                text.append(url).append(SEPARATOR).append(validator.line()).append('\n'));
        try {
            file.write(text.toString());
        } catch (IOException e) {
            throw new StoreException("cannot write " + file.file(), e);
        }
    }
}
