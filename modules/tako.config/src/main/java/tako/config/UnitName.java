package tako.config;

import java.util.List;

/** Names of units as systemd.unit(5) has them. */
final class UnitName {
    /** UNIT_NAME_MAX of systemd. */
    private static final int MAX_LENGTH = 255;

    private static final List<String> TYPES = List.of(
            "service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer", "slice", "scope");

    private UnitName() {}

    /**
     * Checks one name.
     *
     * @throws ConfigException unless it names one unit, with its type: not a path, a pattern or a template
     */
    static String parse(String name) throws ConfigException {
        requireCharacters(name);
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !TYPES.contains(name.substring(dot + 1))) {
            throw wrong(name, "has no unit type at its end, did you mean " + Printable.quoted(withType(name)) + "?");
        }
        if (name.length() > MAX_LENGTH) {
            throw wrong(name, "is longer than the " + MAX_LENGTH + " characters that systemd allows");
        }
        int at = name.indexOf('@');
        if (dot == 0 || at == 0) {
            throw wrong(name, "has a type but no name");
        }
        if (at == dot - 1) {
            throw wrong(name, "is a template, which cannot run; name an instance of it, as in 'app@one.service'");
        }
        return name;
    }

    private static void requireCharacters(String name) throws ConfigException {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '/' -> throw wrong(name, "is a path; give the name of the unit alone");
                case '*', '?', '[', ']' -> throw wrong(name, "is a pattern; name each unit");
                case ',' -> throw wrong(name, "has a comma; put spaces between units");
                default -> {
                    if (!isAllowed(c)) {
                        throw wrong(name, "has a character that no unit name has, at position " + (i + 1));
                    }
                }
            }
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ":-_.\\@".indexOf(c) >= 0;
    }

    private static String withType(String name) {
        int dot = name.lastIndexOf('.');
        String stem = name.substring(0, dot + 1);
        return Suggestion.forTypo(name.substring(dot + 1), TYPES)
                .filter(type -> dot > 0)
                .map(type -> stem + type)
                .orElse(name + ".service");
    }

    private static ConfigException wrong(String name, String what) {
        return new ConfigException(Printable.quoted(name) + " " + what);
    }
}
