package tako.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Another process that holds a lock until it is closed. */
record LockHolder(Process process) implements AutoCloseable {
    private static final String PROGRAM = """
            void main(String[] arguments) throws Exception {
                try (var file = new java.io.RandomAccessFile(arguments[0], "rw")) {
                    file.getChannel().lock();
                    System.out.println("locked");
                    System.in.read();
                }
            }
            """;

    static LockHolder of(Path lock, Path directory) throws IOException {
        Path program = Files.writeString(directory.resolve("Holder.java"), PROGRAM);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        program.toString(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"locked".equals(process.inputReader().readLine())) {
            process.destroyForcibly();
            throw new IOException("Cannot lock " + lock);
        }
        return new LockHolder(process);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
