package tako.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A disk of some MiB, mounted for the programs that are run behind {@link #command()} alone. */
final class SmallDisk implements AutoCloseable {
    /** The memory's page, in which it is used up. */
    static final int BLOCK = 4096;

    /** Far more than a destination takes, and few enough to be used up. */
    private static final int INODES = 200;

    private final Process holder;
    private final Path mountPoint;

    private SmallDisk(Process holder, Path mountPoint) {
        this.holder = holder;
        this.mountPoint = mountPoint;
    }

    /** Mounts it over an empty directory. */
    static SmallDisk at(Path mountPoint, int mebibytes) throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=" + mebibytes + "m,nr_inodes=" + INODES
                + " none \"$0\" && echo mounted && exec cat";
        Process holder = new ProcessBuilder(Namespaces.unshare("sh", "-c", mount, mountPoint.toString()))
                .redirectErrorStream(true)
                .start();
        BufferedReader reader = holder.inputReader(StandardCharsets.UTF_8);
        String said = reader.readLine();
        if (!"mounted".equals(said)) {
            holder.destroy();
            throw new IOException("no disk: " + said);
        }
        return new SmallDisk(holder, mountPoint);
    }

    /** What runs another command where the disk is mounted. */
    List<String> command() {
        String target = Long.toString(holder.pid());
        return List.of("nsenter", "--target", target, "--user", "--preserve-credentials", "--mount", "--");
    }

    /** The path under which the test sees a path on the disk. */
    Path seen(Path path) {
        return Path.of("/proc", Long.toString(holder.pid()), "root")
                .resolve(path.toString().substring(1));
    }

    /** Leaves only so many bytes free. */
    void fillUpTo(long free) throws IOException {
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (ballast().toFile().getUsableSpace() >= free + BLOCK) {
                ballast.write(new byte[BLOCK]);
            }
        }
    }

    /** Makes room again. */
    void empty() throws IOException {
        Files.delete(ballast());
    }

    /** Takes all inodes; then there is no room for more files, however short. */
    void useUpInodes() throws IOException {
        Files.createDirectory(manyFiles());
        try {
            for (int number = 0; number < INODES; number++) {
                Files.createFile(manyFiles().resolve(Integer.toString(number)));
            }
        } catch (FileSystemException full) {
            return;
        }
        throw new IOException("there are more inodes than " + INODES);
    }

    /** Frees one. */
    void freeAnInode() throws IOException {
        try (Stream<Path> files = Files.list(manyFiles())) {
            Files.delete(files.findFirst().orElseThrow());
        }
    }

    private Path manyFiles() {
        return seen(mountPoint).resolve("many files");
    }

    private Path ballast() {
        return seen(mountPoint).resolve("something else");
    }

    @Override
    public void close() {
        holder.destroyForcibly().onExit().join();
    }
}
