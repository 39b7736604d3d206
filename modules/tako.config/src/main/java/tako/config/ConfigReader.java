package tako.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import tako.crypto.CryptoException;
import tako.store.StoreException;

/** Reads one configuration file: what stands in it, how often it may, and what it means. */
final class ConfigReader {
    private final Path file;
    private final Problems problems;
    private final List<Setting> settings = new ArrayList<>();

    /** An assignment of a key that exists. */
    private record Setting(Key key, Assignment assignment) {}

    ConfigReader(Path file) {
        this.file = file;
        this.problems = new Problems(Printable.of(file.toString()));
    }

    Config read() throws ConfigException {
        for (Assignment assignment : new SyntaxReader(problems).read(ConfigText.read(file))) {
            Optional<Key> key = Key.find(assignment.key());
            if (key.isPresent()) {
                add(new Setting(key.get(), assignment));
            } else {
                problems.add(assignment.line(), unknown(assignment.key()));
            }
        }
        ConfigDraft draft = new ConfigDraft();
        for (Setting setting : settings) {
            apply(setting, draft);
        }
        requireAll();
        problems.check();
        return draft.finish(name(file), file);
    }

    /** An empty value undoes what stands before it. */
    private void add(Setting setting) {
        if (setting.assignment.value().isEmpty()) {
            settings.removeIf(earlier -> earlier.key == setting.key);
            return;
        }
        Optional<Setting> first = setting.key.isList() ? Optional.empty() : find(setting.key);
        if (first.isPresent()) {
            problems.add(
                    setting.assignment.line(),
                    setting.key + " stands in line " + first.get().assignment.line()
                            + " already; it can have one value, remove one of the two");
            return;
        }
        if (setting.key == Key.RESTART_UNIT) {
            addWords(setting);
        } else {
            settings.add(setting);
        }
    }

    private void addWords(Setting setting) {
        StringTokenizer words = new StringTokenizer(setting.assignment.value(), " \t");
        while (words.hasMoreTokens()) {
            settings.add(new Setting(setting.key, setting.assignment.with(words.nextToken())));
        }
    }

    private Optional<Setting> find(Key key) {
        for (Setting setting : settings) {
            if (setting.key == key) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    private void apply(Setting setting, ConfigDraft draft) {
        String value = setting.assignment.value();
        try {
            draft.set(setting.key, value);
        } catch (ConfigException | CryptoException | StoreException e) {
            problems.add(
                    setting.assignment.line(), setting.assignment.key() + ": " + e.getMessage() + adviceOnForm(value));
        }
    }

    /** What people who know other formats write, and what then makes the value wrong. */
    private static String adviceOnForm(String value) {
        char first = value.charAt(0);
        if (first == '"' || first == '\'') {
            return " (values stand without quotes)";
        }
        boolean hasComment = first == '#' || first == ';' || value.contains(" #") || value.contains(" ;");
        return hasComment ? " (comments stand on lines of their own)" : "";
    }

    private void requireAll() {
        for (Key key : Key.all()) {
            if (key.isRequired() && find(key).isEmpty()) {
                problems.add(key + "= is missing, and there is no default for it");
            }
        }
        requireBoth(Key.CLIENT_CERTIFICATE, Key.CLIENT_KEY);
        requireBoth(Key.CLIENT_KEY, Key.CLIENT_CERTIFICATE);
    }

    private void requireBoth(Key present, Key missing) {
        Optional<Setting> setting = find(present);
        if (setting.isPresent() && find(missing).isEmpty()) {
            problems.add(
                    setting.get().assignment.line(), present + " needs " + missing + "= too; give both or neither");
        }
    }

    private static String unknown(String key) {
        String advice = Suggestion.forTypo(key, Key.texts())
                .map(near -> ", did you mean '" + near + "'?")
                .orElse("; the keys are " + Key.list());
        return "unknown key " + Printable.quoted(key) + advice;
    }

    private static String name(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        int end = name.length();
        if (name.endsWith(".tako") || name.endsWith(".conf")) {
            end = Math.max(1, name.lastIndexOf('.'));
        }
        return Printable.of(name.substring(0, end));
    }
}
