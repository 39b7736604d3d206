package tako.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tako.crypto.Digest;

/** Who may write to a destination and above it. */
class SafePathTest {
    private static final int STRANGER = 1000;
    private static final int SHARED_GROUP = 100;

    @TempDir
    Path directory;

    private Path parent;
    private Path root;

    @BeforeEach
    void makes() throws Exception {
        parent = Files.createDirectory(directory.resolve("a parent"));
        root = parent.resolve("a destination");
    }

    private void lock() throws StoreException {
        Destination.at(root).lock(Duration.ZERO, news -> {}).close();
    }

    private static Path mode(String mode, Path file) throws Exception {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String owner(Path file) throws Exception {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    }

    private static boolean isRoot() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private void giveAway(Path file) throws Exception {
        assumeTrue(isRoot(), "only root can give a file to another user");
        Files.setAttribute(file, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    }

    /** Neither a run nor a question whether there is an image goes on, and nothing is made. */
    private void isRefused(String... message) throws Exception {
        boolean there = Files.exists(root);
        assertThatThrownBy(this::lock)
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(message)
                .hasMessageContaining("nothing was touched there");
        assertThatThrownBy(() -> Destination.at(root).isProvisioned(List.of(), 1))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(message);
        assertThat(Files.exists(root)).isEqualTo(there);
        assertThat(root.resolve(".tako")).doesNotExist();
    }

    @Test
    void takesDirectoriesOfItsOwnBelowASharedOne() throws Exception {
        lock();
        assertThat(root.resolve("store")).isDirectory();
        lock();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxr-xrwx", "rwx----w-"})
    void refusesAParentThatOthersCanWrite(String mode) throws Exception {
        mode(mode, parent);
        String octal = Integer.toOctalString((int) Files.getAttribute(parent, "unix:mode") & 07777);
        isRefused("other users can write to " + parent + " (mode 0" + octal + ", owner " + owner(parent)
                + "), and so could replace the images in " + root + "; nothing was touched there; check what is there,"
                + " and run: chmod go-w " + parent);
    }

    @Test
    void refusesADestinationThatOthersCanWrite() throws Exception {
        mode("rwxr-xrwx", Files.createDirectory(root));
        isRefused("other users can write to " + root + " (mode 0757, ", "chmod go-w " + root);
    }

    @Test
    void refusesADirectoryFurtherUpThatOthersCanWrite() throws Exception {
        Files.createDirectories(root);
        mode("rwxrwxrwx", directory);
        isRefused("other users can write to " + directory + " (");
    }

    @Test
    void refusesADirectoryThatASharedGroupCanWrite() throws Exception {
        assumeTrue(isRoot(), "only root can give a file to another group");
        Files.setAttribute(mode("rwxrwxr-x", parent), "unix:gid", SHARED_GROUP);
        isRefused("other users can write to " + parent + " (mode 0775, owner root)");
    }

    @Test
    void refusesADirectoryThatRootsGroupCanWriteForItMayBeAnAcl() throws Exception {
        assumeTrue(isRoot(), "only root has files of root's group");
        mode("rwxrwxr-x", parent);
        isRefused("other users can write to " + parent + " (mode 0775, owner root)");
    }

    @Test
    void takesAStickyDirectoryAboveButNotAsTheDestination() throws Exception {
        Files.setAttribute(parent, "unix:mode", 01777);
        lock();
        Files.setAttribute(root, "unix:mode", 01777);
        assertThatThrownBy(this::lock).hasMessageContaining("other users can write to " + root + " (mode 01777, ");
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws Exception {
        giveAway(parent);
        isRefused(
                parent + " belongs to another user (mode 0755, owner " + owner(parent) + "), who could replace the"
                        + " images in " + root,
                "run: chown root " + parent);
    }

    @Test
    void refusesADestinationThatAnotherUserMadeInAStickyDirectory() throws Exception {
        Files.setAttribute(parent, "unix:mode", 01777);
        giveAway(Files.createDirectory(root));
        isRefused(root + " belongs to another user (mode 0755, ");
    }

    @Test
    void refusesADestinationThatIsALinkToADirectoryThatOthersCanWrite() throws Exception {
        Path elsewhere = mode("rwxrwxrwx", Files.createDirectory(directory.resolve("elsewhere")));
        Files.createSymbolicLink(root, Path.of("../elsewhere"));
        isRefused("other users can write to " + elsewhere + " (mode 0777, ");
        mode("rwxr-xr-x", elsewhere);
        lock();
        assertThat(elsewhere.resolve("store")).isDirectory();
    }

    @Test
    void refusesALinkThatLeadsThroughADirectoryThatOthersCanWrite() throws Exception {
        Path open = mode("rwxrwxrwx", Files.createDirectory(directory.resolve("open")));
        Files.createDirectory(open.resolve("inside"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), open.resolve("inside"));
        root = link.resolve("a destination");
        isRefused("other users can write to " + open + " (mode 0777, ");
    }

    @Test
    void refusesALinkOfAnotherUser() throws Exception {
        Files.setAttribute(parent, "unix:mode", 01777);
        giveAway(Files.createSymbolicLink(root, Files.createDirectory(directory.resolve("elsewhere"))));
        isRefused("the link " + root + " belongs to another user", "chown -h root " + root);
    }

    @Test
    void endsAtALinkThatLeadsToItself() throws Exception {
        Files.createSymbolicLink(root, root);
        assertThatThrownBy(this::lock)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot tell who can write to " + root);
    }

    @Test
    void refusesAStoreThatOthersCanWrite() throws Exception {
        Files.createDirectory(root);
        Path store = mode("rwxrwxrwx", Files.createDirectory(root.resolve("store")));
        isRefused("other users can write to " + store + " (mode 0777, ");
    }

    @Test
    void refusesAStoreOfAnotherUser() throws Exception {
        Files.createDirectory(root);
        giveAway(Files.createDirectory(root.resolve("store")));
        isRefused(root.resolve("store") + " belongs to another user");
    }

    @Test
    void refusesPrivateDirectoriesThatOthersCanWrite() throws Exception {
        for (String name : List.of(".tako", ".tako/tmp", ".tako/partial", ".tako/stamps")) {
            lock();
            mode("rwxrwxrwx", root.resolve(name));
            assertThatThrownBy(this::lock)
                    .hasMessageContaining("other users can write to " + root.resolve(name) + " (");
            mode("rwx------", root.resolve(name));
        }
    }

    @Test
    void isMadeWithThoseAboveItWhichIsToldBefore() throws Exception {
        assertThat(Destination.at(parent.resolve("new")).missingParent()).isEmpty();
        Destination deep = Destination.at(parent.resolve("disk/images"));
        assertThat(deep.missingParent()).contains(parent.resolve("disk"));
        deep.lock(Duration.ZERO, waiting -> {}).close();
        assertThat(deep.missingParent()).isEmpty();
    }

    @Test
    void trustsNoImageThatOthersCouldChange() throws Exception {
        assumeTrue(isRoot());
        Path store = Files.createDirectories(parent.resolve("there/store"));
        Entry entry = entry("image");
        for (String attribute : List.of("unix:uid", "unix:mode")) {
            Path image = store.resolve(entry.digest().toString());
            Files.writeString(image, "image");
            Files.setAttribute(image, attribute, attribute.equals("unix:uid") ? 65534 : 0646);
            try (LockedDestination locked =
                    Destination.at(parent.resolve("there")).lock(Duration.ZERO, w -> {})) {
                assertThat(locked.holding(entry)).isEqualTo(LockedDestination.Holding.DAMAGED);
            }
            Files.delete(image);
        }
    }

    @Test
    void goesOnWithNoDownloadThatAnotherUserHasBegun() throws Exception {
        assumeTrue(isRoot());
        Entry entry = entry("image");
        try (LockedDestination locked = Destination.at(parent.resolve("there")).lock(Duration.ZERO, w -> {})) {
            Path partial = parent.resolve("there/.tako/partial/" + entry.digest());
            Files.writeString(partial, "im");
            Files.setAttribute(partial, "unix:uid", 65534);
            try (PartialImage image = locked.partial(entry)) {
                assertThat(image.size()).isZero();
            }
            assertThat(Files.getAttribute(partial, "unix:uid")).isEqualTo(0);
        }
    }

    private static Entry entry(String image) throws Exception {
        byte[] bytes = image.getBytes(US_ASCII);
        return new Entry(Version.parse("1.0"), bytes.length, Digest.of(bytes));
    }
}
