package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tako.crypto.Digest;

/** Links that stand at the paths that Tako writes, and lead to what is none of its business. */
class PlantedLinkTest extends DestinationFixture {
    private static final String PRECIOUS = "precious";

    private Path victim;
    private Path victims;
    private Path missing;

    /** What is written. */
    @FunctionalInterface
    private interface Work {
        void in(Path root, Disk disk) throws Exception;
    }

    @BeforeEach
    void makesVictims() throws Exception {
        victim = Files.writeString(directory.resolve("victim"), PRECIOUS);
        victims = Files.createDirectory(directory.resolve("victims"));
        missing = directory.resolve("missing");
    }

    @Test
    void areFollowedNowhereInADestination() throws Exception {
        Set<Path> paths = pathsOf(this::useDestination);
        assertThat(paths)
                .contains(
                        Path.of("store"),
                        Path.of("latest"),
                        Path.of("previous"),
                        Path.of("manifest"),
                        Path.of(".tako"),
                        Path.of(".tako/lock"),
                        Path.of(".tako/activation"),
                        Path.of(".tako/failed"),
                        Path.of(".tako/manifest.forked"),
                        Path.of(".tako/manifest.set-aside"))
                .hasSizeGreaterThan(30);
        areFollowedNowhere(paths, this::useDestination);
    }

    @Test
    void areFollowedNowhereInAnOrigin() throws Exception {
        Set<Path> paths = pathsOf(this::useOrigin);
        assertThat(paths)
                .contains(Path.of("store"), Path.of("manifest"), Path.of(".incoming"), Path.of(".lock"))
                .hasSizeGreaterThan(5);
        areFollowedNowhere(paths, this::useOrigin);
    }

    private Set<Path> pathsOf(Work work) throws Exception {
        Path everything = directory.resolve("everything");
        RecordingDisk disk = new RecordingDisk(everything);
        work.in(everything, disk);
        return disk.paths();
    }

    /** Whether the work goes on or is refused is another matter. */
    private void areFollowedNowhere(Set<Path> paths, Work work) throws Exception {
        int number = 0;
        for (Path path : paths) {
            for (Path target : List.of(victim, victims, missing)) {
                Path planted = directory.resolve("planted " + number++);
                Path link = planted.resolve(path);
                Files.createDirectories(link.resolveSibling("."));
                Files.createSymbolicLink(link, target);
                try {
                    work.in(planted, new Disk());
                    assertThat(isLinkTo(link, target))
                            .as("%s still leads there", path)
                            .isFalse();
                } catch (StoreException e) {
                    assertThat(e).hasMessageContaining(link.toString());
                }
                assertThat(victim).as("by way of %s", path).hasContent(PRECIOUS);
                assertThat(victims).as("by way of %s", path).isEmptyDirectory();
                assertThat(missing).as("by way of %s", path).doesNotExist();
            }
        }
    }

    private static boolean isLinkTo(Path link, Path target) throws Exception {
        return Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                && Files.isSymbolicLink(link)
                && Files.readSymbolicLink(link).equals(target);
    }

    /** All that a destination's files are ever written for. */
    private void useDestination(Path place, Disk disk) throws Exception {
        Entry one = entry("1.0", "one");
        Entry two = entry("2.0", "two");
        Manifest manifest = Manifest.sign(List.of(one, two), key);
        Destination destination = new Destination(place, disk);
        try (LockedDestination locked = destination.lock(Duration.ZERO, news -> {})) {
            for (Entry entry : List.of(one, two)) {
                if (locked.holding(entry) != LockedDestination.Holding.INTACT) {
                    fetch(locked, entry, entry.equals(one) ? "one" : "two");
                }
                Optional<FileLock> alive = locked.tryActivating();
                locked.journal()
                        .begin(new ActivationRecord(
                                ActivationRecord.Direction.FORWARD, Optional.empty(), entry, List.of()));
                locked.activate(entry);
                locked.journal().end();
                alive.ifPresent(FileLock::close);
            }
            locked.journal().addFailure(new FailedImage(two.digest(), Instant.EPOCH, "reason"));
            locked.goBack(one);
            if (Files.isRegularFile(place.resolve("manifest"), LinkOption.NOFOLLOW_LINKS)) {
                locked.setManifestAside();
            }
            locked.save(manifest);
            locked.setManifestAside();
            locked.saveForked(manifest);
            locked.saveValidators(manifest, Map.of("http://a/", new Validator(Optional.of("\"x\""), Optional.empty())));
            locked.removeOldImages(1);
        }
    }

    private static void fetch(LockedDestination locked, Entry entry, String image) throws StoreException {
        byte[] bytes = image.getBytes(US_ASCII);
        try (PartialImage partial = locked.partial(entry)) {
            partial.comesFrom("http://a/", new Validator(Optional.empty(), Optional.empty()));
            partial.restart();
            partial.write(ByteBuffer.wrap(bytes));
            assertThat(partial.store()).isTrue();
        }
    }

    private void useOrigin(Path place, Disk disk) throws Exception {
        Path image = Files.writeString(directory.resolve("image"), "image");
        List<Digest> published = new ArrayList<>();
        for (String version : List.of("1.0", "1.1")) {
            Files.writeString(image, "image " + version);
            new OriginDirectory(place, disk)
                    .publish(image, Version.parse(version), key, Duration.ZERO, waiting -> {}, bytes -> {});
            published.add(Digest.of(Files.readAllBytes(image)));
        }
        for (Digest digest : published) {
            assertThat(place.resolve("store/" + digest)).isRegularFile();
        }
    }
}
