package tako.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpOriginMainTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    private Path directory;

    @Test
    void servesUntilStandardInputEndsAndLogsEveryAnswer() throws Exception {
        Files.writeString(directory.resolve("image"), "0123456789");
        Process process = java(directory.toString()).start();
        try (BufferedReader out = process.inputReader();
                BufferedReader err = process.errorReader()) {
            String url = out.readLine();
            assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+");
            assertThat(SystemCommand.curl("--fail", "--range", "0-3", url + "/image"))
                    .isEqualTo(new SystemCommand(0, "0123"));
            assertThat(err.readLine()).isEqualTo("GET /image 206 4");
            SystemCommand.curl("--head", url + "/no%1b%0aimage");
            assertThat(err.readLine()).isEqualTo("HEAD /no??image 404 0");
            process.getOutputStream().close();
            assertThat(out.readLine()).isNull();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void saysHowToBeCalled() throws Exception {
        Process process = java(directory.resolve("none").toString()).start();
        try (BufferedReader err = process.errorReader()) {
            assertThat(err.readLine()).isEqualTo("Give the directory to serve as the only argument.");
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }

    private static ProcessBuilder java(String argument) throws Exception {
        Path classes = Path.of(HttpOrigin.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return new ProcessBuilder(
                JAVA.toString(), "-p", classes.toString(), "-m", "tako.testing/tako.testing.HttpOrigin", argument);
    }
}
