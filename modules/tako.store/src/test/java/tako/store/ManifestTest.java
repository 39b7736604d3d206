package tako.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.Digest;
import tako.crypto.PublicKey;
import tako.crypto.SecretKey;
import tako.testing.Vectors;

class ManifestTest {
    private static SecretKey fixedKey() throws Exception {
        return SecretKey.parse(Vectors.rows("keys.tsv").getFirst()[1].getBytes(US_ASCII));
    }

    private static List<PublicKey> fixedKeys() throws Exception {
        return List.of(PublicKey.parse(Vectors.rows("keys.tsv").getFirst()[2]));
    }

    /** Signs whatever text, as only the holder of the key could: what is refused then is refused by the parser. */
    private static byte[] signed(String text) throws Exception {
        byte[] bytes = text.getBytes(ISO_8859_1);
        try (SecretKey key = fixedKey()) {
            return (text + key.sign(bytes, 0, bytes.length) + "\n").getBytes(ISO_8859_1);
        }
    }

    static Manifest manifest(String... versionsAndImages) throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (String item : versionsAndImages) {
            byte[] image = item.substring(item.indexOf('=') + 1).getBytes(US_ASCII);
            Version version = Version.parse(item.substring(0, item.indexOf('=')));
            entries.add(new Entry(version, image.length, Digest.of(image)));
        }
        try (SecretKey key = fixedKey()) {
            return Manifest.sign(entries, key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-entries", "zero-length-image", "two-entries", "semver"})
    void acceptsWhatTheOriginalMadeAndSignsItToTheSameBytes(String name) throws Exception {
        byte[] golden = Vectors.bytes("accept/" + name);
        Manifest manifest = Manifest.verify(golden, fixedKeys());
        try (SecretKey key = fixedKey()) {
            assertThat(Manifest.sign(manifest.entries(), key).bytes()).isEqualTo(golden);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "trailing-data, signature line",
        "duplicate-version-diff-digest, line 4: version 1.0 does not come after 1.0.0",
        "len-plus, line 3: a size is decimal digits",
        "unsorted, line 4: version 1.0.0 does not come after 2.0.0",
        "header-v2, line 1: it does not begin with 'Tako Manifest 1'",
        "crlf, signature line",
        "no-final-newline, signature line",
        "version-tab, line 3: the version has a character that is not printable ASCII",
        "digest-upper, line 3: a digest has only the lower-case",
        "sig-one-bit, signed with another key",
        "sig-other-key, signed with another key",
        "two-fields, line 3: an entry is a version",
        "bom, signed with another key",
        "sig-S-plus-L, signed with another key",
    })
    void refusesEachForItsReason(String name, String reason) throws Exception {
        byte[] bytes = Vectors.bytes("refuse/" + name);
        List<PublicKey> keys = fixedKeys();
        assertThatThrownBy(() -> Manifest.verify(bytes, keys))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAnyChangedBitAndAnyTruncation() throws Exception {
        byte[] golden = Vectors.bytes("accept/two-entries");
        List<PublicKey> keys = fixedKeys();
        for (int bit = 0; bit < golden.length * 8; bit++) {
            byte[] changed = golden.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Manifest.verify(changed, keys)).isInstanceOf(StoreException.class);
        }
        for (int length = 0; length < golden.length; length++) {
            byte[] shorter = java.util.Arrays.copyOf(golden, length);
            assertThatThrownBy(() -> Manifest.verify(shorter, keys)).isInstanceOf(StoreException.class);
        }
    }

    private static final String DIGEST = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "Tako Manifest 1\n",
                "Tako Manifest 1\n\n1 1 " + DIGEST + "\n",
                "Tako Manifest 1\n\n1 1 " + DIGEST + "\n\n\n",
                "Tako Manifest 1\n\n\n1 1 " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1 1  " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n 1 1 " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1 1 " + DIGEST + " \n\n",
                "Tako Manifest 1\n\n1 01 " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1 -1 " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1 9223372036854775808 " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1  " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1\u0085 1 " + DIGEST + "\n\n",
                "Tako Manifest 1\n\n1\u0000 1 " + DIGEST + "\n\n",
            })
    void refusesWhatIsNotAManifestAlthoughItIsSigned(String text) throws Exception {
        byte[] bytes = signed(text);
        List<PublicKey> keys = fixedKeys();
        assertThatThrownBy(() -> Manifest.verify(bytes, keys)).isInstanceOf(StoreException.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1 1 " + DIGEST + " x,an entry is a version",
                "1 1 " + DIGEST + "x,a digest has 64 hex digits",
                " 1 " + DIGEST + ",the version is empty",
                "1  " + DIGEST + ",a size is decimal digits",
                "1 99999999999999999999 " + DIGEST + ",a size is decimal digits",
                "1 9223372036854775808 " + DIGEST + ",the size is more than 2^63-1",
                "0 1 " + DIGEST + ",version 0 does not come after 0.0",
            })
    void namesWhatIsWrongWithALine(String line, String reason) throws Exception {
        byte[] bytes = signed("Tako Manifest 1\n\n0.0 1 " + DIGEST + "\n" + line + "\n\n");
        List<PublicKey> keys = fixedKeys();
        assertThatThrownBy(() -> Manifest.verify(bytes, keys)).hasMessageStartingWith("line 4: " + reason);
    }

    @Test
    void acceptsTheLargestSize() throws Exception {
        Manifest manifest =
                Manifest.verify(signed("Tako Manifest 1\n\n1 9223372036854775807 " + DIGEST + "\n\n"), fixedKeys());
        assertThat(manifest.entries().getFirst().size()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void acceptsAnyOfTheConfiguredKeys() throws Exception {
        PublicKey other = PublicKey.parse(Vectors.rows("keys.tsv").get(1)[2]);
        List<PublicKey> keys = List.of(other, fixedKeys().getFirst());
        assertThat(Manifest.verify(Vectors.bytes("accept/semver"), keys).entries())
                .hasSize(10);
    }

    @Test
    void isEqualNewerOrStaleByItsEntries() throws Exception {
        Manifest older = manifest("1=a", "2=b");
        Manifest newer = manifest("1=a", "1.5=x", "2=b", "3=c");
        assertThat(older.relationTo(older)).isEqualTo(new Relation.Equal());
        assertThat(newer.relationTo(older)).isEqualTo(new Relation.Newer(2));
        assertThat(older.relationTo(newer)).isEqualTo(new Relation.Stale(2));
        assertThat(newer.relationTo(manifest())).isEqualTo(new Relation.Newer(4));
        assertThat(manifest().relationTo(newer)).isEqualTo(new Relation.Stale(4));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an image that changed, 1=a 2=b, 1=a 2=other, 2",
        "a version spelled otherwise, 1=a 2=b, 1=a 2.0=b, 2.0",
        "one gone while another came, 1=a 2=b, 1=a 3=c, 2",
        "all gone while another came, 1=a 2=b, 3=c, 1",
    })
    void isForkedWhenHistoryWasRewritten(String name, String local, String remote, String version) throws Exception {
        assertThat(manifest(remote.split(" ")).relationTo(manifest(local.split(" "))))
                .isEqualTo(new Relation.Forked(Version.parse(version)));
    }
}
