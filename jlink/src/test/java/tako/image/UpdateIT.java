package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.HttpOrigin;
import tako.testing.Request;
import tako.testing.TestCertificates;

class UpdateIT {
    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void opens() throws Exception {
        published = new Published(parent);
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void goesFromAKeyPairToAnInstalledImage() throws Exception {
        Path image = Files.writeString(published.directory().resolve("app image"), "an application");
        Tako here = tako().in(published.directory());
        String publicKey = here.run("gen-key", "-f", "secret key")
                .exits(0)
                .says("the secret key is in secret key")
                .out()
                .strip();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(published.directory().resolve("secret key"))))
                .isEqualTo("rw-------");
        here.run("store", "-f", "secret key", "-o", "an origin", "app image", "1.0.0")
                .exits(0)
                .prints("published 1.0.0 in an origin: " + Files.size(image)
                        + " bytes, SHA-256 7b0b893d972a82667301adfe867765f035cfde1c013beaf391723d171b8958ee\n")
                .saysNothingElse();
        here.run(published.config("app", published.origin().url(), publicKey, published.destination()))
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .saysNothingElse();
        assertThat(published.installed()).isEqualTo("an application");
    }

    @Test
    void keepsTheSecretKeyOutOfTheArguments() throws Exception {
        Files.writeString(published.directory().resolve("app"), "an application");
        Tako here = tako().in(published.directory());
        List<String> keys = here.run("gen-key").exits(0).out().lines().toList();
        String[] store = {"store", "-o", "new origin", "app", "1.0.0"};
        here.with("TAKO_SECRET_KEY", keys.getFirst()).run(store).exits(0).saysNothingElse();
        Path secretKey = Files.writeString(published.directory().resolve("secret"), keys.getFirst());
        Files.setPosixFilePermissions(secretKey, PosixFilePermissions.fromString("rw-r--r--"));
        here.reading(secretKey)
                .run("store", "-f", "-", "-o", "new origin", "app", "1.0.1")
                .exits(0)
                .saysNothingElse();
        here.run("store", "-f", "secret", "-o", "new origin", "app", "1.0.2")
                .exits(0)
                .says("other users can read or change the secret key in secret; chmod 600 it");
        here.run("store", "-k", keys.getFirst(), "-o", "new origin", "app", "1.0.3")
                .exits(0)
                .says("other users can see the secret key among the arguments");
        here.run("gen-key", "-f", "secret").exits(1).complains("secret: it exists already");
    }

    @Test
    void refusesToPublishAVersionTwiceWithDifferentImages() throws Exception {
        published.publish("1.0.0");
        byte[] manifest = Files.readAllBytes(published.originDirectory().resolve("manifest"));
        Path other = Files.writeString(published.directory().resolve("other"), "another image");
        tako().run(
                        "store",
                        "-f",
                        published.keyFile().toString(),
                        "-o",
                        published.originDirectory().toString(),
                        other.toString(),
                        "1.0")
                .exits(1)
                .complains("version 1.0.0 is in", "already, with another image");
        assertThat(published.originDirectory().resolve("manifest")).hasBinaryContent(manifest);
    }

    @Test
    void installsCompatibleVersionsAndNoOthers() throws Exception {
        published.publish("1.0.0");
        tako().run(published.config()).exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
        published.publish("1.1.0");
        published.publish("2.0.0");
        tako().run(published.config())
                .exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .saysNothingElse();
        tako().run(published.config())
                .exits(0)
                .prints("app: 1.1.0 is up to date\n")
                .saysNothingElse();
        assertThat(published.hasInstalled("1.1.0")).isTrue();
    }

    @Test
    void movesWhereTheVersionPatternSays() throws Exception {
        published.publish("1.0.0");
        published.publish("1.1.0");
        tako().run(published.config()).exits(0).prints("app: installed 1.1.0\n");
        published.publish("2.0.0");
        tako().run(published.config("Version=2.*")).exits(0).prints("app: updated 1.1.0 -> 2.0.0\n");
        assertThat(published.hasInstalled("2.0.0")).isTrue();
        tako().run(published.config("Version=1.0.0")).exits(0).prints("app: moved back 2.0.0 -> 1.0.0\n");
        assertThat(published.hasInstalled("1.0.0")).isTrue();
        tako().run(published.config("Version=3.*"))
                .exits(0)
                .prints("app: 1.0.0 stays: none of the 3 published versions matches Version=3.*\n");
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }

    @Test
    void leavesLatestAndPreviousAsLinksIntoTheStore() throws Exception {
        String first = published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        String second = published.publish("1.1.0");
        tako().run(published.config()).exits(0);
        Path destination = published.destination();
        assertThat(Files.readSymbolicLink(destination.resolve("latest"))).hasToString(second.substring(1));
        assertThat(Files.readSymbolicLink(destination.resolve("previous"))).hasToString(first.substring(1));
        assertThat(destination.resolve("manifest"))
                .hasSameBinaryContentAs(published.originDirectory().resolve("manifest"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(published.installedFile())))
                .isEqualTo("r--r--r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void asksAgainWithASingleConditionalRequest() throws Exception {
        published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        int before = published.origin().requests().size();
        long sent = published.origin().bodyBytesSent();
        String visible = published.visible();
        tako().run(published.config())
                .exits(0)
                .prints("app: 1.0.0 is up to date\n")
                .saysNothingElse();
        List<Request> asked = published.origin().requests();
        assertThat(asked).hasSize(before + 1);
        assertThat(asked.getLast().path()).isEqualTo("/manifest");
        assertThat(asked.getLast().header("If-None-Match")).isPresent();
        assertThat(published.origin().bodyBytesSent()).as("304 has no body").isEqualTo(sent);
        assertThat(published.visible()).isEqualTo(visible);
    }

    @Test
    void installsFromADirectory() throws Exception {
        published.publish("1.0.0");
        String url = published.originDirectory().toUri().toString();
        String config = published.config("app", url, published.publicKey(), published.destination());
        tako().run(config).exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
        published.publish("1.1.0");
        tako().run(config).exits(0).prints("app: updated 1.0.0 -> 1.1.0\n").saysNothingElse();
        tako().run(config).exits(0).prints("app: 1.1.0 is up to date\n").saysNothingElse();
        assertThat(published.hasInstalled("1.1.0")).isTrue();
        assertThat(published.origin().requests()).isEmpty();
    }

    @Test
    void installsOverHttpsFromServersThatItCanTrust() throws Exception {
        published.publish("1.0.0");
        TestCertificates certificates = certificates();
        try (HttpOrigin secure = HttpOrigin.https(published.originDirectory(), certificates.valid())) {
            String authority = certificates.authority().toString();
            String trusting = secureConfig(secure, "CAFile=" + authority);
            tako().run(trusting).exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
            published.publish("1.1.0");
            tako().with("SSL_CERT_FILE", authority)
                    .run(secureConfig(secure))
                    .exits(0)
                    .prints("app: updated 1.0.0 -> 1.1.0\n")
                    .saysNothingElse();
            published.publish("1.2.0");
            tako().run(secureConfig(secure))
                    .exits(1)
                    .complains(
                            "app: not updated, latest is as it was: " + secure.url(),
                            "no authority that is trusted here has signed the server's certificate");
            assertThat(published.hasInstalled("1.1.0")).isTrue();
        }
    }

    @Test
    void refusesServersWhoseCertificateIsNotTheirs() throws Exception {
        published.publish("1.0.0");
        TestCertificates certificates = certificates();
        for (var context : List.of(certificates.otherHost(), certificates.expired(), certificates.selfSigned())) {
            try (HttpOrigin secure = HttpOrigin.https(published.originDirectory(), context)) {
                tako().run(secureConfig(secure, "CAFile=" + certificates.authority()))
                        .exits(1)
                        .complains("app: not updated, nothing is installed: " + secure.url()
                                + "/manifest: no secure connection: ");
            }
        }
        assertThat(published.destination().resolve("latest")).doesNotExist();
    }

    @Test
    void saysWhatIsInTheWayOfADestination() throws Exception {
        published.publish("1.0.0");
        Path file = Files.createFile(published.directory().resolve("file"));
        Path destination = file.resolve("images");
        tako().run(published.config("app", published.origin().url(), published.publicKey(), destination))
                .exits(1)
                .complains("app: not updated, and what is installed cannot be told: cannot make the destination "
                        + destination + ": " + file + " has to be a directory, and is something else");
    }

    @Test
    void leavesALatestAloneThatIsNotItsOwn() throws Exception {
        published.publish("1.0.0");
        Path latest = Files.createDirectories(published.destination()).resolve("latest");
        Files.createSymbolicLink(latest, published.directory());
        tako().run(published.config())
                .exits(1)
                .complains(latest + " leads to " + published.directory()
                        + ", so Tako did not make it and leaves it alone");
        assertThat(Files.readSymbolicLink(latest)).isEqualTo(published.directory());
    }

    private TestCertificates certificates() throws IOException {
        return TestCertificates.in(Files.createDirectory(published.directory().resolve("certificates")));
    }

    private String secureConfig(HttpOrigin secure, String... lines) throws IOException {
        return published.config("app", secure.url(), published.publicKey(), published.destination(), lines);
    }
}
