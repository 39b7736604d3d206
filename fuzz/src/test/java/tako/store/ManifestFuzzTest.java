package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tako.crypto.CryptoException;
import tako.crypto.PublicKey;
import tako.crypto.SecretKey;
import tako.fuzz.Message;
import tako.testing.Vectors;

class ManifestFuzzTest {
    private static SecretKey key;
    private static List<PublicKey> keys;

    @BeforeAll
    static void readKey() throws Exception {
        key = SecretKey.parse(Vectors.rows("keys.tsv").getFirst()[1].getBytes(US_ASCII));
        keys = List.of(key.publicKey());
    }

    @AfterAll
    static void wipeKey() {
        key.close();
    }

    /**
     * Two manifests with a NUL between them: first as they are, then signed, as only the holder of the key could, so
     * that the parser sees them.
     */
    @FuzzTest
    void acceptsOnlyWhatSigningWouldWriteAndComparesBothWaysAlike(byte[] input) throws CryptoException {
        verified(input);
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        Optional<Manifest> first = verified(signed(Arrays.copyOf(input, end)));
        Optional<Manifest> second =
                verified(signed(Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length)));
        if (first.isPresent() && second.isPresent()) {
            checkRelation(first.get(), second.get());
        }
    }

    private static byte[] signed(byte[] text) {
        byte[] signature = (key.sign(text, 0, text.length) + "\n").getBytes(US_ASCII);
        byte[] all = Arrays.copyOf(text, text.length + signature.length);
        System.arraycopy(signature, 0, all, text.length, signature.length);
        return all;
    }

    private static Optional<Manifest> verified(byte[] bytes) {
        try {
            Manifest manifest = Manifest.verify(bytes, keys);
            assertThat(Manifest.sign(manifest.entries(), key).bytes()).isEqualTo(bytes);
            assertThat(manifest.relationTo(manifest)).isEqualTo(new Relation.Equal());
            return Optional.of(manifest);
        } catch (StoreException e) {
            Message.requireOneLine(e.getMessage());
            return Optional.empty();
        }
    }

    private static void checkRelation(Manifest a, Manifest b) {
        Relation back = b.relationTo(a);
        switch (a.relationTo(b)) {
            case Relation.Equal() -> assertThat(back).isEqualTo(new Relation.Equal());
            case Relation.Newer(int added) -> assertThat(back).isEqualTo(new Relation.Stale(added));
            case Relation.Stale(int missing) -> assertThat(back).isEqualTo(new Relation.Newer(missing));
            case Relation.Forked(Version version) -> assertThat(back).isInstanceOf(Relation.Forked.class);
        }
    }
}
