package tako.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A small text file of Tako's private state. What it holds can always be found out again, so one that is damaged counts
 * as empty and is written anew.
 */
record StateFile(Disk disk, Path file, Path temporary) {
    /** Far above what any of them needs, far below what would hurt. */
    private static final int MAX_SIZE = 1 << 20;

    List<String> lines() throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(MAX_SIZE), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    void write(String text) throws IOException {
        disk.replace(file, temporary, text.getBytes(StandardCharsets.UTF_8), Disk.PRIVATE_FILE);
    }
}
