package tako.systemd;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This process, which can go on as another program: systemd knows a service by the number of its process. */
public final class ThisProcess {
    private static final String LIBRARY = "libc.so.6";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    /** Standard input, output and error: what the program that comes after is to have. */
    private static final int STANDARD_DESCRIPTORS = 3;

    private static final int F_SETFD = 2; // fcntl(2)
    private static final int FD_CLOEXEC = 1;

    private ThisProcess() {}

    /**
     * Puts a program in the place of this one (execve(2)), with its standard streams and environment. All else ends
     * at once: threads, open files and the locks on them.
     *
     * @param program its file
     * @param arguments what comes after its name, encoded as UTF-8
     * @throws SystemdException if that fails; everything goes on as before then, but files that are open now may not
     *     be left to processes that are started later
     */
    public static void become(Path program, List<String> arguments) throws SystemdException {
        try {
            NativeLibrary library = NativeCode.library(LIBRARY);
            closeOnExec(library.getFunction("fcntl"));
            List<String> words = new ArrayList<>(List.of(program.toString()));
            words.addAll(arguments);
            StringArray vector = new StringArray(words.toArray(new String[0]), StandardCharsets.UTF_8.name());
            Object[] call = {Libsystemd.text(program.toString()), vector};
            library.getFunction("execv").invokeInt(call); // returns only if it fails
            throw new IOException("execve(2) failed with errno " + Native.getLastError());
        } catch (IOException | LinkageError e) {
            throw new SystemdException(
                    "cannot start " + program + " in the place of this program: " + e.getMessage(), e);
        }
    }

    /** The JDK opens its sockets so that they would stay open in the other program. */
    private static void closeOnExec(Function fcntl) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : open) {
                int descriptor = Integer.parseInt(each.getFileName().toString());
                if (descriptor >= STANDARD_DESCRIPTORS) {
                    fcntl.invokeInt(new Object[] {descriptor, F_SETFD, FD_CLOEXEC});
                }
            }
        }
    }
}
