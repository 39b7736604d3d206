package tako.image;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no small disk can show: quotas, disks that break and file systems that turn read-only, call by call. */
@Tag("strace")
class FailingDiskIT {
    /** What a kind of call fails with, and how that is put. */
    private record Fault(String call, String error, String words) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("openat", "EDQUOT", "Disk quota exceeded, "),
            new Fault("write", "ENOSPC", "No space left on device, "),
            new Fault("chmod", "EROFS", "Read-only file system; "),
            new Fault("fsync", "EIO", "Input/output error; the disk may be failing, see 'journalctl -k'"),
            new Fault("symlink", "EDQUOT", "Disk quota exceeded, "),
            new Fault("rename", "EIO", "Input/output error; "));

    @TempDir
    Path parent;

    private Published published;
    private FileSteps files;

    @BeforeEach
    void installs() throws Exception {
        published = new Published(parent);
        published.publish("1.0.0");
        tako().run(published.config()).exits(0);
        files = new FileSteps(published.destination(), published.directory().resolve("trace"));
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void isNamedWithTheFileAndTheNextRunConverges() throws Exception {
        published.publish("1.1.0");
        List<FileSteps.Step> steps = files.of(published.config());
        int minor = 1;
        for (Fault fault : FAULTS) {
            published.publish("1." + ++minor + ".0");
            FileSteps.Step step = lastBeforeLatestMoves(steps, fault.call());
            files.refuse(step, fault.error(), published.config())
                    .exits(1)
                    .complains(
                            "app: not updated, latest is as it was: cannot ",
                            fault.words(),
                            published.destination() + "/" + step.path());
            assertThat(published.hasInstalled("1." + (minor - 1) + ".0")).isTrue();
            tako().run(published.config()).exits(0);
            assertThat(published.hasInstalled("1." + minor + ".0")).isTrue();
        }
    }

    @Test
    void isNotSaidToHaveLeftLatestAloneOnceThatHasMoved() throws Exception {
        published.publish("1.1.0");
        List<FileSteps.Step> steps = files.of(published.config());
        FileSteps.Step last = steps.reversed().stream()
                .filter(step -> step.call().equals("fsync") && step.path().equals("."))
                .findFirst()
                .orElseThrow();
        published.publish("1.2.0");
        files.refuse(last, "EIO", published.config())
                .exits(1)
                .complains("app: not updated, but latest leads to the new image already: cannot point "
                        + published.destination() + "/latest durably at version 1.2.0: Input/output error;");
        assertThat(published.hasInstalled("1.2.0")).isTrue();
        tako().run(published.config()).exits(0).prints("app: 1.2.0 is up to date\n");
    }

    private static FileSteps.Step lastBeforeLatestMoves(List<FileSteps.Step> steps, String call) {
        return steps.reversed().stream()
                .filter(step -> step.call().equals(call) && step.path().startsWith(".tako/tmp/"))
                .findFirst()
                .orElseThrow();
    }
}
