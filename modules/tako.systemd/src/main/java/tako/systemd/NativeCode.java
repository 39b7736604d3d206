package tako.systemd;

import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads libraries through JNA, with its own as the file that lies in the runtime image. */
final class NativeCode {
    private NativeCode() {}

    /**
     * Loads a library.
     *
     * @throws LinkageError if it or JNA's own is not there
     */
    static NativeLibrary library(String name) {
        Path home = Path.of(System.getProperty("java.home"), "lib");
        if (Files.exists(home.resolve("libjnidispatch.so"))) {
            System.setProperty("jna.boot.library.path", home.toString());
            System.setProperty("jna.nounpack", "true");
        }
        // JNA would run ldconfig to learn the system's directories, which the dynamic linker knows anyway.
        System.setProperty("jna.platform.library.path", "");
        return NativeLibrary.getInstance(name);
    }
}
