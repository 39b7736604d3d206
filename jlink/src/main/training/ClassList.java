import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes of what was recorded in training the list of what the archive of classes is to hold, the same each time. Which
 * classes were loaded and which lambdas were made is that already. Which names a class had looked up is not: that is as
 * threads take their turns, and as the directory of the build belongs to one user or another. So all names of the
 * recorded classes are looked up for the archive, but for lambdas: to make those costs something.
 *
 * <pre>java ClassList.java IMAGE RECORDED LIST</pre>
 */
final class ClassList {
    private static final String LOOKED_UP = "@cp";
    private static final String COMMENT = "#";

    private final Set<String> classes = new TreeSet<>();
    /** Lambdas and what they are made of, in the words of the VM. */
    private final Set<String> lambdas = new TreeSet<>();
    /** By class, the numbers of names in its constant pool. */
    private final Map<String, Set<Integer>> lookedUp = new TreeMap<>();

    public static void main(String[] arguments) throws IOException {
        ClassList list = new ClassList();
        Files.readAllLines(Path.of(arguments[1])).forEach(list::recorded);
        Path file = Path.of(arguments[2]);
        try (FileSystem image = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", arguments[0]))) {
            Files.write(file, list.lines(image));
        }
    }

    private void recorded(String line) {
        List<String> words = List.of(line.split(" "));
        if (line.startsWith(LOOKED_UP)) {
            Set<Integer> numbers = lookedUp.computeIfAbsent(words.get(1), _ -> new TreeSet<>());
            words.stream().skip(2).map(Integer::valueOf).forEach(numbers::add);
        } else if (line.startsWith("@")) {
            lambdas.add(line);
        } else if (!line.startsWith(COMMENT)) {
            classes.add(words.getFirst()); // what follows is a number
        }
    }

    /** First classes: what else there is is of those. */
    private List<String> lines(FileSystem image) throws IOException {
        Set<String> pools = new TreeSet<>();
        for (String name : classes) {
            pools.addAll(pool(name, image));
        }
        return List.of(classes, lambdas, pools).stream().flatMap(Set::stream).toList();
    }

    private List<String> pool(String name, FileSystem image) throws IOException {
        StringBuilder line = new StringBuilder(LOOKED_UP).append(' ').append(name);
        int length = line.length();
        for (PoolEntry entry : ClassFile.of().parse(bytes(name, image)).constantPool()) {
            if (isWanted(name, entry)) {
                line.append(' ').append(entry.index());
            }
        }
        return line.length() == length ? List.of() : List.of(line.toString());
    }

    private boolean isWanted(String name, PoolEntry entry) {
        return switch (entry) {
            case ClassEntry _, MemberRefEntry _ -> true;
            case InvokeDynamicEntry lambda ->
                lookedUp.getOrDefault(name, Set.of()).contains(lambda.index());
            default -> false;
        };
    }

    private static byte[] bytes(String name, FileSystem image) throws IOException {
        String ofPackage = name.substring(0, Math.max(0, name.lastIndexOf('/'))).replace('/', '.');
        try (var modules = Files.newDirectoryStream(image.getPath("/packages", ofPackage))) {
            for (Path module : modules) {
                Path file = image.getPath("/modules", module.getFileName().toString(), name + ".class");
                if (Files.exists(file)) {
                    return Files.readAllBytes(file);
                }
            }
        }
        throw new IOException(name + " was loaded from elsewhere than the image");
    }
}
