package tako.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A configuration file in a directory of its own. */
record ConfigFixture(Path file) {
    static final String KEY = "l0D28J2fiIXvWPbeZP7wkaq+dB55Gl2ysigl9mQH29k=";
    static final String OTHER_KEY = "G6QHW3fJ4/s+zeFc2vUiHzwQNz5iP3sOHvdjZrCvcTc=";
    static final String REQUIRED = """
            Origin=https://images.example.com/app-foo
            PublicKey=%s
            Destination=/var/lib/images/app-foo
            """.formatted(KEY);

    static ConfigFixture in(Path directory) {
        return new ConfigFixture(directory.resolve("app.conf"));
    }

    /** Whatever the test's umask is. */
    private void write(byte[] content) throws IOException {
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** The given lines, and after them the required ones. */
    Config with(String lines) throws Exception {
        return of(lines + "\n" + REQUIRED);
    }

    Config of(String content) throws Exception {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    Config of(byte[] content) throws Exception {
        write(content);
        return Config.read(file);
    }

    /** What is wrong with the given lines, when the required ones stand after them. */
    List<String> errorsWith(String lines) throws IOException {
        return errorsOf((lines + "\n" + REQUIRED).getBytes(StandardCharsets.UTF_8));
    }

    List<String> errorsOf(String content) throws IOException {
        return errorsOf(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Each error without the path before the file's name, which is different in every run. */
    List<String> errorsOf(byte[] content) throws IOException {
        write(content);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> Config.read(file));
        return e.errors().stream()
                .map(error -> error.replace(file.toString(), "app.conf"))
                .toList();
    }
}
