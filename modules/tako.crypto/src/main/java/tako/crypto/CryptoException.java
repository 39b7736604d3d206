package tako.crypto;

import java.io.Serial;

/** A digest, key or signature text that is not what it has to be. The message never holds a secret. */
public final class CryptoException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    CryptoException(String message) {
        super(message);
    }
}
