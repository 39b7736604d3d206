package tako.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes file systems (squashfs) that hold one program and all that it needs, for {@code RootImage=}. */
final class FileSystem {
    /** Where systemd mounts what a service sees beside the image. */
    private static final List<String> MOUNT_POINTS = List.of("dev", "etc", "proc", "run", "sys", "tmp", "var/tmp");

    private final Path directory;

    /** Works in this directory. */
    FileSystem(Path directory) {
        this.directory = directory;
    }

    /** One whose program is this shell script at this path; another script {@code /version} prints its version. */
    byte[] with(String version, String program, String script) throws Exception {
        Path root = Files.createTempDirectory(directory, "root-");
        for (String mountPoint : MOUNT_POINTS) {
            Files.createDirectories(root.resolve(mountPoint));
        }
        run(
                "sh",
                "-c",
                "cp -L --parents $(ldd /bin/sh /bin/sleep | grep -o '/[^ :]*' | sort -u) \"$0\"",
                root.toString());
        Files.writeString(root.resolve("version"), "echo " + version + "\n");
        Path file = root.resolve(program.substring(1));
        Files.createDirectories(file.resolve(".."));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
        Path image = Files.createTempFile(directory, "image-", ".squashfs");
        run(
                "mksquashfs",
                root.toString(),
                image.toString(),
                "-noappend",
                "-quiet",
                "-no-progress",
                "-all-root",
                "-noD");
        return Files.readAllBytes(image);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
    }
}
