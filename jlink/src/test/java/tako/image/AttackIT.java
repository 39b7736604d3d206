package tako.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.chunked;
import static tako.testing.Behaviour.endlessBody;
import static tako.testing.Behaviour.endlessChunkExtension;
import static tako.testing.Behaviour.endlessHeaders;
import static tako.testing.Behaviour.endlessInterimAnswers;
import static tako.testing.Behaviour.endlessTrailers;
import static tako.testing.Behaviour.followedBy;
import static tako.testing.Behaviour.gzipped;
import static tako.testing.Behaviour.header;
import static tako.testing.Behaviour.holding;
import static tako.testing.Behaviour.ignoringRange;
import static tako.testing.Behaviour.redirectingTo;
import static tako.testing.Behaviour.withoutValidators;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.Digest;
import tako.crypto.SecretKey;
import tako.testing.Behaviour;
import tako.testing.Content;
import tako.testing.Headers;
import tako.testing.HttpOrigin;
import tako.testing.TestCertificates;

/** What a server or a publisher can do on purpose. As everywhere here, runs have little memory, and origins a budget. */
class AttackIT {
    private static final int SIZE = 100_000;
    private static final int HERE = 40_000;
    private static final String ESCAPE = "\u001b";

    /** The order of Ed25519's base point (RFC 8032 section 5.1). */
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final int HALF_SIGNATURE = 32;

    @TempDir
    Path parent;

    private Published published;
    private byte[] older;
    private String image;
    private String before;

    /** 1.0.0 is installed, and there is an update. */
    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        older = manifest();
        tako().run(published.config()).exits(0);
        image = published.publish("1.1.0", Published.longImage(SIZE));
        before = published.visible();
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void refusesASignatureThatWasMadeAnotherOneWithoutTheKey() throws Exception {
        byte[] manifest = manifest();
        int line = new String(manifest, ISO_8859_1).lastIndexOf('\n', manifest.length - 2) + 1;
        byte[] signature = Base64.getDecoder().decode(Arrays.copyOfRange(manifest, line, manifest.length - 1));
        addOrder(signature);
        byte[] base64 = Base64.getEncoder().encode(signature);
        System.arraycopy(base64, 0, manifest, line, base64.length);
        published.origin().always("/manifest", holding(Content.of(manifest)));
        isRefused("/manifest: refused the manifest: it was signed with another key, or changed since it was signed");
    }

    /** To the second half, a number of which the first byte is the lowest. */
    private static void addOrder(byte[] signature) {
        BigInteger response = BigInteger.ZERO;
        for (int i = signature.length - 1; i >= HALF_SIGNATURE; i--) {
            response = response.shiftLeft(8).add(BigInteger.valueOf(Byte.toUnsignedInt(signature[i])));
        }
        response = response.add(ORDER);
        for (int i = HALF_SIGNATURE; i < signature.length; i++) {
            signature[i] = response.shiftRight(8 * (i - HALF_SIGNATURE)).byteValue();
        }
    }

    @Test
    void keepsWhatItHasWhereTheOriginGoesBack() throws Exception {
        run().exits(0).prints("app: updated 1.0.0 -> 1.1.0\n");
        before = published.visible();
        published.origin().always("/manifest", holding(Content.of(older)), withoutValidators());
        run().exits(0).says("lags behind: it lacks 1 version that is known here");
        assertThat(published.visible()).isEqualTo(before);
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }

    @Test
    void refusesAManifestThatRewritesHistoryAndKeepsTheProof() throws Exception {
        String text = unsigned();
        int end = text.indexOf('\n', text.indexOf("1.0.0 "));
        String digest = text.substring(end - Digest.TEXT_LENGTH, end);
        byte[] forked = signed(text.replace(digest, "0".repeat(Digest.TEXT_LENGTH)));
        published.origin().always("/manifest", holding(Content.of(forked)));
        isRefused("refused the manifest, for it contradicts the one here at version 1.0.0");
        assertThat(published.destination().resolve(".tako/manifest.forked")).hasBinaryContent(forked);
    }

    static Stream<Arguments> manifestsThatAreNone() {
        String entry = " 1 " + "0".repeat(64) + "\n";
        return Stream.of(
                arguments("line 4: version 1.0 does not come after 1", "1" + entry + "1.0" + entry),
                arguments("line 4: version 1.0.0 does not come after 1.1.0", "1.1.0" + entry + "1.0.0" + entry),
                arguments("line 3: the version has a character that is not", "1" + ESCAPE + "[2J" + entry),
                arguments("line 3: the version has a character that is not", "1\u009b2J" + entry),
                arguments("line 3: a size is decimal digits", "1 -1 " + "0".repeat(64) + "\n"),
                arguments("line 3: the size is more than 2^63-1", "1 9223372036854775808 " + "0".repeat(64) + "\n"),
                arguments("line 3: a digest has", "1 1 ../../../etc/passwd\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manifestsThatAreNone")
    void refusesWhatIsNoManifestAlthoughThePublisherSignedIt(String message, String entries) throws Exception {
        byte[] bytes = signed("Tako Manifest 1\n\n" + entries + "\n");
        published.origin().always("/manifest", holding(Content.of(bytes)));
        isRefused("/manifest: refused the manifest: " + message);
    }

    static Stream<Arguments> answersWithoutAnEnd() {
        byte[] body = "Tako Manifest 1\n".getBytes(US_ASCII);
        String unending = "the server does not end its answer, and sends what is no part of the file";
        return Stream.of(
                arguments("the manifest is larger than MaxManifestSize=16777216 bytes", endlessBody()),
                arguments("the connection failed: Header size too big", endlessHeaders()),
                arguments(
                        "most likely the server sends interim answers (status 1xx) without an end",
                        endlessInterimAnswers()),
                arguments(unending, endlessTrailers(body, "x: y\r\n")),
                arguments(unending, endlessTrailers(body, "x: " + "y".repeat(8000) + "\r\n")),
                arguments(unending, endlessTrailers(body, "and so on ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersWithoutAnEnd")
    void readsNoManifestWithoutAnEnd(String message, Behaviour endless) throws Exception {
        published.origin().always("/manifest", endless);
        isRefused("/manifest: " + message);
    }

    /** To the JDK this looks like a connection that broke, so the server is asked again; once is enough here. */
    @Test
    void readsNoChunkExtensionWithoutAnEnd() throws Exception {
        published.origin().next("/manifest", endlessChunkExtension());
        run().exits(0)
                .prints("app: updated 1.0.0 -> 1.1.0\n")
                .says("/manifest: the connection failed: Chunk header too long", "; trying again in ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x: y\r\n", "and so on "})
    void takesAWholeImageButNotWhatComesAfterIt(String trailers) throws Exception {
        published.origin().always(image, endlessTrailers(Published.longImage(SIZE), trailers));
        run().exits(0).prints("app: updated 1.0.0 -> 1.1.0\n").saysNothingElse();
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }

    @Test
    void readsNoImageBeyondItsSignedSize() throws Exception {
        published.origin().always(image, followedBy(Content.repeating("and so on ")), chunked());
        isRefused(image + ": refused the image, for it has more than the " + SIZE + " bytes that the manifest signs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"round and round", "file:///etc/passwd", "ftp://127.0.0.1/", "/\u0085"})
    void followsNoRedirectThatLeadsNowhere(String location) throws Exception {
        for (String path : List.of("/manifest", image)) {
            published.origin().always(path, redirectingTo(location.contains("round") ? path : location));
            isRefused(published.origin().url(path) + ": ", "redirect");
            published.origin().always(path);
        }
    }

    @Test
    void followsNoRedirectFromHttpsToHttp() throws Exception {
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(parent.resolve("certificates")));
        try (HttpOrigin secure = HttpOrigin.https(published.originDirectory(), certificates.valid())) {
            String config = published.config(
                    "app",
                    secure.url(),
                    published.publicKey(),
                    published.destination(),
                    "CAFile=" + certificates.authority());
            for (String path : List.of("/manifest", image)) {
                secure.always(path, redirectingTo(published.origin().url(path)));
                int asked = published.origin().requests().size();
                run(config).exits(1).complains(secure.url(path) + ": refused a redirect to http://127.0.0.1:");
                assertThat(published.origin().requests()).hasSize(asked);
                assertThat(published.visible()).isEqualTo(before);
                secure.always(path);
            }
        }
    }

    static Stream<Behaviour> lyingRests() {
        return Stream.of(
                header("Content-Range", "bytes 0-59999/100000"),
                header("Content-Range", "bytes 40001-99999/100000"),
                header("Content-Range", "bytes 40000-99999/100001"),
                header("Content-Range", "bytes */100000"),
                ignoringRange(),
                answering(416));
    }

    /** The image is whole in the end, whatever a server says of its rest. */
    @ParameterizedTest
    @MethodSource("lyingRests")
    void resumesWithNoRestButTheOneThatItAskedFor(Behaviour lie) throws Exception {
        Files.write(published.partial(image), Arrays.copyOf(Published.longImage(SIZE), HERE));
        published.origin().next(image, lie);
        run().exits(0).prints("app: updated 1.0.0 -> 1.1.0\n");
        assertThat(published.origin().requests(image).getFirst().header("Range"))
                .hasValue("bytes=" + HERE + "-");
        assertThat(published.installedFile()).hasBinaryContent(Published.longImage(SIZE));
    }

    @Test
    void doesNotBelieveThatNothingChangedWithoutHavingAsked() throws Exception {
        published.origin().always("/manifest", answering(304));
        Path clean = published.directory().resolve("another destination");
        run(published.config("clean", published.origin().url(), published.publicKey(), clean))
                .exits(1)
                .complains(
                        "clean: not updated, nothing is installed: ", "/manifest: the server answers with status 304");
        assertThat(clean.resolve("latest")).doesNotExist();
    }

    @Test
    void takesNothingCompressed() throws Exception {
        for (String path : List.of("/manifest", image)) {
            published.origin().always(path, gzipped());
            isRefused(path + ": the server compresses the file although nobody asked it to");
            published.origin().always(path);
        }
    }

    @Test
    void showsNothingOfWhatAServerWritesIntoAnError() throws Exception {
        Headers headers = Headers.of("Content-Type", "text/" + ESCAPE + "[31m").with("ETag", "\"" + ESCAPE + "[2J\"");
        for (String path : List.of("/manifest", image)) {
            published.origin().always(path, answering(403, headers, Content.of(ESCAPE + "[2J you are hacked")));
            isRefused(path + ": the server answers with status 403");
            published.origin().always(path);
        }
    }

    private byte[] manifest() throws Exception {
        return Files.readAllBytes(published.originDirectory().resolve("manifest"));
    }

    /** What the signature of the published manifest is over. */
    private String unsigned() throws Exception {
        String text = new String(manifest(), US_ASCII);
        return text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
    }

    /** As only the publisher could, or who has stolen the key. */
    private byte[] signed(String text) throws Exception {
        byte[] bytes = text.getBytes(ISO_8859_1);
        try (SecretKey key = SecretKey.parse(Files.readAllBytes(published.keyFile()))) {
            return (text + key.sign(bytes, 0, bytes.length) + "\n").getBytes(ISO_8859_1);
        }
    }

    private static Ended run(String config) throws Exception {
        Ended ended = tako().run(config);
        assertThat(ended.out() + ended.err()).doesNotContain(ESCAPE, "\u009b", "\u0085", "hacked");
        return ended;
    }

    private Ended run() throws Exception {
        return run(published.config());
    }

    private void isRefused(String... parts) throws Exception {
        run().exits(1).complains("app: not updated, latest is as it was: ").complains(parts);
        assertThat(published.visible()).isEqualTo(before);
        assertThat(published.hasInstalled("1.0.0")).isTrue();
    }
}
