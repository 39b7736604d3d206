package tako.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import tako.crypto.SecretKey;
import tako.store.KeyFile;
import tako.store.StoreException;

/** {@code tako gen-key}: makes a key pair. */
final class GenerateKeyCommand {
    private final Console console;
    private final SecureRandom random;

    GenerateKeyCommand(Console console, SecureRandom random) {
        this.console = console;
        this.random = random;
    }

    ExitStatus run(Optional<Path> file) {
        try (SecretKey key = SecretKey.generate(random)) {
            if (file.isPresent()) {
                new KeyFile(file.get()).write(key);
                console.info("the secret key is in " + file.get() + "; the public key for PublicKey= is:");
            } else {
                console.info("the first line is the secret key, which signs images; the second goes into PublicKey=");
                console.resultAsIs(new String(key.text(), StandardCharsets.US_ASCII) + "\n");
            }
            console.resultAsIs(key.publicKey() + "\n");
            return ExitStatus.OK;
        } catch (StoreException e) {
            console.error(StoreException.reason(e));
            return ExitStatus.FAILED;
        }
    }
}
