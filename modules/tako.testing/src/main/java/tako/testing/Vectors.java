package tako.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The golden data of the original Tako: keys, manifests and orderings that it made. */
public final class Vectors {
    private Vectors() {}

    /** A file's bytes, by its path: {@code accept/semver}. */
    public static byte[] bytes(String path) throws IOException {
        try (InputStream in = Vectors.class.getResourceAsStream("vectors/" + path)) {
            if (in == null) {
                throw new IOException("no golden data at " + path);
            }
            return in.readAllBytes();
        }
    }

    /** A file's lines. */
    public static List<String> lines(String path) throws IOException {
        return new String(bytes(path), StandardCharsets.UTF_8).lines().toList();
    }

    /** The rows of a file of tab-separated columns, without its heading. */
    public static List<String[]> rows(String path) throws IOException {
        return lines(path).stream().skip(1).map(line -> line.split("\t", -1)).toList();
    }
}
