package tako.config;

import java.io.Serial;
import java.util.List;

/**
 * A configuration that cannot be used. Each error is one line for the administrator, ready to print: it names the file,
 * the line where there is one, the key, and what would be right. None holds a secret or a control character.
 */
public final class ConfigException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String[] errors;

    ConfigException(String error) {
        this(List.of(error));
    }

    ConfigException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = errors.toArray(new String[0]);
    }

    /** All errors, in the order of their lines; the message holds them one a line. */
    public List<String> errors() {
        return List.of(errors);
    }
}
