package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.Digest;
import tako.store.ActivationRecord.Direction;
import tako.store.ActivationRecord.Unit;

class ActivationRecordTest {
    private static final String DIGEST = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String ENTRY = DIGEST + " 8 1.0";

    @ParameterizedTest
    @EnumSource
    void isReadAsItWasWritten(Direction direction) throws Exception {
        List<Unit> units = List.of(
                new Unit(
                        "app.service",
                        "0123456789abcdef0123456789abcdef",
                        Instant.parse("2026-07-01T12:00:00.123456Z"),
                        false,
                        List.of("front.service", "app.socket")),
                new Unit("never-started@a\\x20b.service", "", Instant.EPOCH, true, List.of()));
        ActivationRecord record =
                new ActivationRecord(direction, Optional.of(entry("1.0", "old")), entry("1.1-rc.1", "new"), units);
        assertThat(read(record.text())).contains(record);
    }

    @Test
    void isReadAsItWasWrittenOfAFirstImageWithoutUnits() throws Exception {
        ActivationRecord record =
                new ActivationRecord(Direction.FORWARD, Optional.empty(), entry("1.0", "new"), List.of());
        assertThat(read(record.text())).contains(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FORWARD\n-\n",
                "SIDEWAYS\n-\n" + ENTRY,
                "FORWARD\n\n" + ENTRY,
                "FORWARD\n-\n-",
                "FORWARD\n-\n" + DIGEST + " 8",
                "FORWARD\n-\n" + DIGEST + " eight 1.0",
                "FORWARD\n-\n" + DIGEST + " -8 1.0",
                "FORWARD\n-\n" + DIGEST + " 8 ",
                "FORWARD\n-\n" + "0" + ENTRY,
                "FORWARD\n-\n" + ENTRY + "\napp.service",
                "FORWARD\n-\n" + ENTRY + "\nyesterday - app.service",
                "FORWARD\n-\n" + ENTRY + "\n\n"
            })
    void isNoneWhereItsTextIsDamaged(String text) {
        assertThat(read(text)).isEmpty();
    }

    private static Optional<ActivationRecord> read(String text) {
        return ActivationRecord.fromLines(text.lines().toList());
    }

    private static Entry entry(String version, String image) throws Exception {
        byte[] bytes = image.getBytes(US_ASCII);
        return new Entry(Version.parse(version), bytes.length, Digest.of(bytes));
    }
}
