package tako.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import tako.crypto.CryptoException;
import tako.crypto.Digest;

/**
 * An image that failed here: a unit did not come up with it, and it was rolled back.
 *
 * @param digest the image
 * @param time when
 * @param reason the verdict on the unit, in one line
 */
public record FailedImage(Digest digest, Instant time, String reason) {
    String line() {
        return digest + " " + time + " " + reason.replace('\n', ' ');
    }

    static Optional<FailedImage> fromLine(String line) {
        String[] fields = line.split(" ", 3);
        if (fields.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FailedImage(Digest.parse(fields[0]), Instant.parse(fields[1]), fields[2]));
        } catch (CryptoException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
