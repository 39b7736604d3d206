import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tako.testing.HttpOrigin;
import tako.testing.TestCertificates;

/**
 * Lets an image do what it does most often, a poll of an origin that has nothing new, and records which classes that
 * takes. There is an origin over http, and one over https for each kind of certificate; they are asked by name, as
 * origins are, and the authority is found in a hashed directory.
 *
 * <pre>java -cp CLASSES-OF-TAKO.TESTING Training.java IMAGE EMPTY-DIRECTORY CLASS-LIST</pre>
 */
final class Training {
    private final Path image;
    private final Path directory;

    private Training(Path image, Path directory) {
        this.image = image;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        new Training(Path.of(arguments[0]), Path.of(arguments[1])).record(Path.of(arguments[2]));
    }

    private void record(Path classList) throws Exception {
        Path published = directory.resolve("origin");
        String publicKey = run("bin/tako", "gen-key", "-f", "key").strip();
        run("bin/tako", "store", "-f", "key", "-o", published.toString(), "key", "1.0");
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(authorities()));
        try (HttpOrigin plain = HttpOrigin.http(published);
                HttpOrigin ecdsa = HttpOrigin.https(published, certificates.valid());
                HttpOrigin rsa = HttpOrigin.https(published, certificates.validRsa())) {
            certificates.openssl("rehash .");
            String[] configs = {
                config("http", byName(plain), publicKey),
                config("ecdsa", byName(ecdsa), publicKey),
                config("rsa", byName(rsa), publicKey)
            };
            run("bin/tako", configs); // installs, which is not what happens most often
            run("bin/java", recording(classList, configs));
        }
    }

    private Path authorities() {
        return directory.resolve("authorities");
    }

    private static String byName(HttpOrigin origin) {
        return origin.url().replace("127.0.0.1", "localhost");
    }

    private String config(String name, String origin, String publicKey) throws IOException {
        Path destination = directory.resolve(name + ".images");
        String text = "Origin=" + origin + "\nPublicKey=" + publicKey + "\nDestination=" + destination + "\n";
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** Interpreted, for what is compiled when is never the same, and would show in the list. */
    private static String[] recording(Path classList, String[] configs) {
        List<String> arguments = new ArrayList<>(List.of("-Xint", "-XX:DumpLoadedClassList=" + classList));
        arguments.addAll(List.of("-m", "tako.cli/tako.cli.Main"));
        arguments.addAll(List.of(configs));
        return arguments.toArray(String[]::new);
    }

    private String run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(image.resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("messages").toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("SSL_CERT_DIR", authorities().toString());
        builder.environment().put("no_proxy", "localhost");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + Files.readString(directory.resolve("messages")));
        }
        return output;
    }
}
