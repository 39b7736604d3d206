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
    /** Standard input, output and error. */
    private static final int STANDARD_DESCRIPTORS = 3;

    private static final int F_SETFD = 2; // fcntl(2)
    private static final int FD_CLOEXEC = 1;

    private ThisProcess() {}

    /**
     * Puts a program in the place of this one (execve(2)), with its standard streams and environment. All else ends
     * at once: threads, and files and sockets that this program has opened. Never returns: where the VM is ending
     * already, that is waited for.
     *
     * @param program its file
     * @param arguments what comes after its name, encoded as UTF-8
     * @throws IOException if that fails; everything goes on as before then, but sockets that are open now are not left
     *     to processes that are started later
     */
    public static void become(Path program, List<String> arguments) throws IOException {
        try {
            NativeLibrary library = NativeCode.library(LIBRARY);
            closeOnExec(library.getFunction("fcntl"));
            List<String> words = new ArrayList<>(List.of(program.toString()));
            words.addAll(arguments);
            StringArray vector = new StringArray(words.toArray(new String[0]), StandardCharsets.UTF_8.name());
            Object[] call = {Libsystemd.text(program.toString()), vector};
            Function execv = library.getFunction("execv");
            try (EndingSignals signals = EndingSignals.endAtOnce(library.getFunction("sigaction"))) {
                signals.awaitEndIfBegun();
                execv.invokeInt(call); // returns only if it fails
                int error = Native.getLastError();
                Object[] number = {error};
                throw new IOException(library.getFunction("strerror").invokeString(number, false));
            }
        } catch (IOException | RuntimeException | Error e) { // JNA throws plain errors, too
            throw new IOException("cannot start " + program + ": " + Printable.of(String.valueOf(e.getMessage())), e);
        }
    }

    /** The JDK opens its sockets so that they would stay open in the other program. */
    private static void closeOnExec(Function fcntl) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : open) {
                int descriptor = Integer.parseInt(each.getFileName().toString());
                boolean isSocket = Files.readSymbolicLink(each).toString().startsWith("socket:");
                if (isSocket && descriptor >= STANDARD_DESCRIPTORS) { // of a service those are sockets, too
                    fcntl.invokeInt(new Object[] {descriptor, F_SETFD, FD_CLOEXEC});
                }
            }
        }
    }
}
