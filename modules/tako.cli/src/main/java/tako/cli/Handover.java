package tako.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tako.config.Config;
import tako.fetch.Updates;
import tako.systemd.ThisProcess;

/**
 * How a run goes on with a large image. The launcher starts polls with the first compiler alone, for that is a tenth
 * of their time, and says how large an image may be all the same: hashed and decrypted by code of the first compiler, a
 * large one takes eight times as long. From there on the process is another run of this program, with all compilers. It
 * asks the origin anew, and warns anew of what it meets on the way.
 */
final class Handover {
    /** The launcher's word, in bytes; without it, no image is too large. */
    private static final String LARGEST = "tako.largest";

    /** How the images fared that are done. */
    private static final String STATUS = "tako.status";

    private Handover() {}

    /** The most bytes of an image that this process is to hash; any, if another could not be told the files' names. */
    static long largest(List<Config> configs) {
        for (Config config : configs) {
            if (!Path.of(config.file().toString()).equals(config.file())) { // it is not in UTF-8
                return Long.MAX_VALUE;
            }
        }
        return Long.getLong(LARGEST, Long.MAX_VALUE);
    }

    /** How the images fared that were done before this run began. */
    static ExitStatus statusBefore() {
        String status = System.getProperty(STATUS, "");
        return status.isEmpty() ? ExitStatus.OK : ExitStatus.valueOf(status);
    }

    /**
     * Leaves these images to a run in the place of this one. Never returns.
     *
     * @param status how the others fared
     * @throws IOException if it cannot be started; this run can go on then
     */
    static void run(Updates.Mode mode, List<Config> left, ExitStatus status, boolean debug) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-D" + STATUS + "=" + status, "-m", "tako.cli/" + Main.class.getName(), CommandLine.FETCH));
        arguments.addAll(CommandLine.options(mode));
        if (debug) {
            arguments.add(CommandLine.DEBUG);
        }
        arguments.add("--"); // POSIX: what follows are no options
        for (Config config : left) {
            arguments.add(config.file().toString());
        }
        ThisProcess.become(Path.of(System.getProperty("java.home"), "bin", "java"), arguments);
    }
}
