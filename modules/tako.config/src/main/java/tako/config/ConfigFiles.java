package tako.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the configuration files that an argument stands for. */
public final class ConfigFiles {
    /** What editors leave behind. */
    private static final List<String> BACKUP_ENDINGS = List.of("~", ".bak", ".swp", ".rpmnew", ".rpmsave", ".rpmorig");

    /** What Debian's package tools put between the name and a word like {@code dist} or {@code old}. */
    private static final List<String> BACKUP_INFIXES = List.of(".dpkg-", ".ucf-");

    private ConfigFiles() {}

    /**
     * A directory stands for the regular files in it, sorted by name, except hidden ones and the backups of editors
     * and package managers; that may be none. Links count as what they lead to, and those that lead nowhere are
     * listed too, so that reading them tells of it. Everything else stands for itself, also what does not exist.
     *
     * @throws ConfigException if the directory cannot be listed, or anybody but its owner and root can put files there
     */
    public static List<Path> in(Path fileOrDirectory) throws ConfigException {
        if (!Files.isDirectory(fileOrDirectory)) {
            return List.of(fileOrDirectory);
        }
        requireTrustworthy(fileOrDirectory);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(fileOrDirectory)) {
            for (Path entry : entries) {
                if (isConfiguration(entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw Unreadable.because(fileOrDirectory, e);
        }
        Collections.sort(files);
        return List.copyOf(files);
    }

    private static void requireTrustworthy(Path directory) throws ConfigException {
        try {
            if (Writers.areOthers(directory)) {
                String shown = Printable.of(directory.toString());
                throw new ConfigException(shown + ": other users can put files here, and so choose the keys that Tako"
                        + " trusts; check what is in it, and run: chmod go-w " + shown);
            }
        } catch (IOException e) {
            throw Unreadable.because(directory, e);
        }
    }

    private static boolean isConfiguration(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        if (name.startsWith(".") || isBackup(name)) {
            return false;
        }
        return Files.isRegularFile(file) || (Files.isSymbolicLink(file) && !Files.exists(file));
    }

    private static boolean isBackup(String name) {
        for (String ending : BACKUP_ENDINGS) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        for (String infix : BACKUP_INFIXES) {
            if (name.contains(infix)) {
                return true;
            }
        }
        return false;
    }
}
