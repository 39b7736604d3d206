import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tako.testing.HttpOrigin;
import tako.testing.TestCertificates;

/**
 * Lets an image do what it does most often, a poll of an origin that has nothing new, and records which classes that
 * takes. There is an origin over http, and one over https for each kind of certificate that is in use; they are asked by
 * name, as origins are. The authorities are found in a hashed directory, and nothing else is there, for a certificate of
 * a server's own would be trusted without looking at its chain. Each origin has a run of its own, for those of several
 * images ask early, and load what chance has it; the threads that set TLS up are waited for by their run.
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
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
        try (HttpOrigin plain = HttpOrigin.http(published);
                HttpOrigin ecdsa = HttpOrigin.https(published, certificates.valid());
                HttpOrigin rsa = HttpOrigin.https(published, certificates.validRsa());
                HttpOrigin chain = HttpOrigin.https(published, certificates.validInChain())) {
            Files.createDirectory(authorities());
            Files.copy(certificates.authority(), authorities().resolve("authority.pem"));
            Files.copy(certificates.root(), authorities().resolve("root.pem"));
            certificates.openssl("rehash " + authorities());
            Files.createFile(classList);
            for (HttpOrigin origin : List.of(plain, ecdsa, rsa, chain)) {
                record(config(origin, publicKey), classList);
            }
        }
    }

    private void record(String config, Path classList) throws Exception {
        run("bin/tako", config); // installs, which is not what happens most often
        Path loaded = Path.of(config + ".loaded");
        // Interpreted, for what is compiled when is never the same, and would show in the list.
        run("bin/java", "-Xint", "-XX:DumpLoadedClassList=" + loaded, "-m", "tako.cli/tako.cli.Main", config);
        Files.write(classList, Files.readAllBytes(loaded), StandardOpenOption.APPEND);
    }

    private Path authorities() {
        return directory.resolve("authorities");
    }

    private String config(HttpOrigin origin, String publicKey) throws IOException {
        String url = origin.url().replace("127.0.0.1", "localhost");
        Path config = directory.resolve(String.valueOf(origin.port()));
        String text = "Origin=" + url + "\nPublicKey=" + publicKey + "\nDestination=" + config + ".images\n";
        return Files.writeString(config, text).toString();
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
