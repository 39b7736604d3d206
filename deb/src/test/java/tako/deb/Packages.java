package tako.deb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tako.testing.Command;
import tako.testing.PackagedMachine;

/** Machines for the package, and the package as they see it. */
final class Packages {
    /** As it was built. */
    static final String BUILT = PackagedMachine.PACKAGES + "/built.deb";

    /** A later version, for a shell to complete. */
    static final String LATER = PackagedMachine.PACKAGES + "/later/*.deb";

    private Packages() {}

    /** Boots a machine from a root; works in this directory. */
    static PackagedMachine boot(Path root, Path directory) throws IOException, InterruptedException {
        Path packages = Files.createDirectory(directory.resolve("packages"));
        Files.copy(PackageFile.built().file(), packages.resolve("built.deb"));
        Path later = PackagedMachine.laterVersion(PackageFile.ROOT, directory.resolve("root"));
        PackageFile.packing(later, PackageFile.VERSION + ".1", packages.resolve("later"))
                .output();
        return PackagedMachine.boot(root, packages, Files.createDirectory(directory.resolve("published")));
    }

    /** The root of a Debian that has nothing but what the package asks for; it comes from the archive once per build. */
    static Path debian(String suite) throws IOException, InterruptedException {
        Path root = PackageFile.BUILD.resolve("roots").resolve(suite);
        String script = PackageFile.BUILD.resolve("../../tools/debian-root").toString();
        Command.of(script, suite, PackageFile.built().file().toString(), root.toString())
                .output();
        return root;
    }
}
