package tako.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** The system's openssl and Tako accept each other's signatures, and refuse what is not one. */
class OpensslTest {
    /** What stands before the 32 bytes of a key in DER (RFC 8410 sections 4 and 7). */
    private static final String PUBLIC_KEY_DER = "302a300506032b6570032100";

    private static final String SECRET_KEY_DER = "302e020100300506032b657004220420";

    /** Each message is about four times as long as the one before, up to 1 MiB; openssl takes no empty ones. */
    private static final int ROUNDS = 10;

    private final long randomSeed = new SecureRandom().nextLong();
    private final Random random = new Random(randomSeed);

    @TempDir
    private Path directory;

    private SecretKey key;
    private byte[] message;
    private String input;

    @BeforeEach
    void draw(RepetitionInfo round) throws Exception {
        key = SecretKey.generate(new SecureRandom());
        int shortest = 1 << (2 * (round.getCurrentRepetition() - 1));
        message = new byte[random.nextInt(shortest, 4 * shortest)];
        random.nextBytes(message);
        byte[] seed = Arrays.copyOf(Base64.getDecoder().decode(text(key).substring("SECRET+".length())), 32);
        write("secret", der(SECRET_KEY_DER, seed));
        write("public", der(PUBLIC_KEY_DER, key.publicKey().bytes()));
        write("message", message);
        input = text(key) + " and " + message.length + " bytes from seed " + randomSeed;
    }

    @RepeatedTest(ROUNDS)
    void opensslVerifiesWhatTakoSigns() throws Exception {
        byte[] signature = key.sign(message, 0, message.length).bytes();
        write("signature", signature);
        assertThat(opensslVerifies()).as(input).isTrue();
        write("signature", changed(signature));
        assertThat(opensslVerifies()).as(input).isFalse();
    }

    @RepeatedTest(ROUNDS)
    void takoVerifiesWhatOpensslSigns() throws Exception {
        int status = openssl("-sign", "-inkey", path("secret"), "-out", path("signature"));
        assertThat(status).isZero();
        byte[] signature = Files.readAllBytes(directory.resolve("signature"));
        assertThat(takoVerifies(signature)).as(input).isTrue();
        assertThat(takoVerifies(changed(signature))).as(input).isFalse();
        assertThat(signature)
                .as(input)
                .isEqualTo(key.sign(message, 0, message.length).bytes());
    }

    private boolean takoVerifies(byte[] signature) throws CryptoException {
        Signature parsed = Signature.parse(Base64.getEncoder().encodeToString(signature));
        return key.publicKey().verifies(parsed, message, 0, message.length);
    }

    private boolean opensslVerifies() throws Exception {
        return openssl("-verify", "-pubin", "-inkey", path("public"), "-sigfile", path("signature")) == 0;
    }

    /** In one bit, anywhere. */
    private byte[] changed(byte[] signature) {
        byte[] changed = signature.clone();
        int bit = random.nextInt(changed.length * 8);
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }

    private int openssl(String action, String... options) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder("openssl", "pkeyutl", action, "-rawin", "-keyform", "DER");
        command.command().addAll(Arrays.asList(options));
        command.command().addAll(Arrays.asList("-in", path("message")));
        Process process = command.redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    private static String text(SecretKey key) {
        return new String(key.text(), US_ASCII);
    }

    private static byte[] der(String prefix, byte[] key) {
        return HexFormat.of().parseHex(prefix + HexFormat.of().formatHex(key));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(directory.resolve(name), bytes);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
