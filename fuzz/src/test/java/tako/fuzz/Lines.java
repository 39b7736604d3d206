package tako.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** An input that stands for several texts, one a line: so seeds and findings can be read and written by hand. */
public final class Lines {
    private Lines() {}

    /** Exactly so many; empty ones where there are fewer, and the rest in the last where there are more. */
    public static List<String> of(byte[] input, int number) {
        String[] lines = new String(input, UTF_8).split("\n", number);
        String[] all = new String[number];
        for (int i = 0; i < number; i++) {
            all[i] = i < lines.length ? lines[i] : "";
        }
        return List.of(all);
    }
}
