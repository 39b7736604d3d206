package tako.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tako.store.StoreException;

/**
 * A file that the configuration names.
 *
 * @param key the key that names it ({@code ClientKey})
 */
record ConfiguredFile(String key, Path path) {
    private static final int GROUP_CAN_READ = 0040;
    private static final int OTHERS_CAN_READ = 0004;
    private static final int ROOT = 0;

    /**
     * Reads it.
     *
     * @param max what it may hold, in bytes
     */
    byte[] read(int max) throws FetchException {
        if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a pipe would wait for ever
            throw new FetchException(this + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length <= max) {
                return bytes;
            }
        } catch (IOException e) {
            throw new FetchException("cannot read " + this + ": " + StoreException.reason(e), e);
        }
        throw new FetchException(this + " is longer than " + max + " bytes; is it the right file?");
    }

    /** Reads what nobody but its owner should know, and warns if others can read it too. */
    byte[] readSecret(int max, Reporter reporter) throws FetchException {
        byte[] bytes = read(max);
        try {
            if (isOpenToOthers()) {
                reporter.warning("other users can read " + this + "; run: chmod go-rwx " + path);
            }
        } catch (IOException e) {
            throw new FetchException("cannot look at " + this + ": " + StoreException.reason(e), e);
        }
        return bytes;
    }

    /**
     * By its mode. Root's group is as good as root, and a group with its user's number holds that user alone; the
     * access list of a credential of systemd looks like rights of root's group.
     */
    private boolean isOpenToOthers() throws IOException {
        int mode = attribute("unix:mode");
        int group = attribute("unix:gid");
        boolean isShared = group != ROOT && group != attribute("unix:uid");
        return (mode & OTHERS_CAN_READ) != 0 || ((mode & GROUP_CAN_READ) != 0 && isShared);
    }

    private int attribute(String name) throws IOException {
        return (int) Files.getAttribute(path, name);
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return key + "=" + path;
    }
}
