package tako.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tako.image.Tako.tako;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.before;
import static tako.testing.Behaviour.stallBeforeHead;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.Command;
import tako.testing.Gate;

/** Polls run with the first compiler alone, and a run that comes to a large image goes on with both, unseen. */
class HandoverIT {
    /** More than 16 MiB, which the launcher names. */
    private static final byte[] LARGE = Published.longImage(17 << 20);

    /** The JDK keeps a socket that it puts in the place of those that it closes. */
    private static final int CONNECTION_AND_MARKER = 2;

    @TempDir
    Path parent;

    private Published published;

    @BeforeEach
    void publishes() throws Exception {
        published = new Published(parent);
    }

    @AfterEach
    void closes() {
        published.close();
    }

    @Test
    void goesOnInTheSameProcessAndKeepsNothingOpen() throws Exception {
        Gate gate = new Gate();
        Path pid = published.directory().resolve("a pid");
        published.origin().next(published.publish("1.0.0", LARGE), stallBeforeHead(gate));
        List<String> noting = List.of("sh", "-c", "echo $$ >\"$0\"; exec \"$@\"", pid.toString());
        try (Running run = tako().behind(noting).start("--debug", "--init", published.config())) {
            gate.awaitReached();
            Path process = Path.of("/proc", Files.readString(pid).strip());
            assertThat(arguments(process))
                    .contains("fetch", "--debug", "--if-not-exists")
                    .noneMatch(argument -> argument.startsWith("-XX:"));
            assertThat(open(process))
                    .filteredOn(each -> each.startsWith("socket:"))
                    .hasSize(CONNECTION_AND_MARKER);
            assertThat(open(process)).filteredOn(each -> each.endsWith("/lock")).hasSize(1);
            gate.open();
            run.end().exits(0).prints("app: installed 1.0.0\n").saysNothingElse();
        }
        assertThat(published.installedFile()).hasBinaryContent(LARGE);
    }

    /** As those of services are, which lead to the journal. */
    @Test
    void keepsStandardOutputAndErrorThatAreSockets() throws Exception {
        published.publish("1.0.0", LARGE);
        String dead = "Origin=http://127.0.0.1:1";
        String config =
                published.config("Origin=", dead, "Origin=" + published.origin().url());
        try (ServerSocket journal = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String redirecting = "exec \"$@\" >/dev/tcp/127.0.0.1/" + journal.getLocalPort() + " 2>&1";
            try (Running run = tako().behind(List.of("bash", "-c", redirecting, "bash"))
                            .start(config);
                    Socket socket = journal.accept()) {
                String said = new String(socket.getInputStream().readAllBytes(), UTF_8);
                run.end().exits(0).prints("").saysNothingElse();
                assertThat(said.lines()).last().isEqualTo("app: installed 1.0.0");
            }
        }
    }

    @Test
    void endsWhenItIsToldToAsAnyRunDoes() throws Exception {
        Gate gate = new Gate();
        published.origin().next(published.publish("1.0.0", LARGE), stallBeforeHead(gate));
        try (Running run = tako().start(published.config())) {
            gate.awaitReached();
            run.terminate().exits(143).complains("tako: interrupted; the next run goes on from here");
        }
    }

    @Test
    void takesLongerWhereTheProgramIsGone() throws Exception {
        published.publish("1.0.0", LARGE);
        Path image = copyOfTheProgram();
        Path java = image.resolve("bin/java");
        published.origin().next("/manifest", before(() -> {
            try {
                Files.delete(java);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));

        tako().at(Tako.program(image))
                .run(published.config())
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .says("cannot start " + java + ": No such file or directory");
    }

    private Path copyOfTheProgram() throws Exception {
        Path image = published.directory().resolve("an image of the program");
        Command.of("cp", "-a", Tako.image().toString(), image.toString()).output();
        return image;
    }

    private static List<String> arguments(Path process) throws IOException {
        return List.of(Files.readString(process.resolve("cmdline")).split("\0"));
    }

    private static List<String> open(Path process) throws IOException {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.map(HandoverIT::target).toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    @Test
    void tellsOfEachImageOnceAndRemembersHowTheyFared() throws Exception {
        Path images = Files.createDirectory(published.directory().resolve("images"));
        Path configs = Files.createDirectory(published.directory().resolve("tako.d"));
        published.publish("1.0.0", LARGE);
        String url = published.origin().url();
        published.config("tako.d/a", url + "/nowhere", published.publicKey(), images.resolve("a"));
        published.config("tako.d/b", url, published.publicKey(), images.resolve("b"));
        published.config("tako.d/c", url, published.publicKey(), images.resolve("c"));

        Ended ended = tako().run(configs.toString()).exits(1).prints("b: installed 1.0.0\nc: installed 1.0.0\n");

        assertThat(ended.err().lines()).singleElement().asString().startsWith("a: not updated, ");
        assertThat(images.resolve("c/latest")).hasBinaryContent(LARGE);
    }

    @Test
    void saysWhereItFailsAndResumesInTheNextRun() throws Exception {
        String image = published.publish("1.0.0", LARGE);
        published.origin().next(image, answering(403));
        tako().run(published.config()).exits(1).complains("app: not updated, nothing is installed: ");
        tako().run(published.config()).exits(0).prints("app: installed 1.0.0\n");
    }

    @Test
    void takesLongerWhereItHasNoNativeCode() throws Exception {
        published.publish("1.0.0", LARGE);
        Path image = copyOfTheProgram();
        Files.delete(image.resolve("lib/libjnidispatch.so"));

        tako().at(Tako.program(image))
                .run(published.config())
                .exits(0)
                .prints("app: installed 1.0.0\n")
                .says("tako: cannot go on at full speed, images come all the same: cannot start " + image
                        + "/bin/java: ");
        assertThat(published.installedFile()).hasBinaryContent(LARGE);
    }

    @Test
    void startsWithBothCompilersOnlyToPublish() throws Exception {
        Path bin = published.directory();
        Files.copy(Tako.program(Tako.image()), bin.resolve("tako"));
        Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$*\"\n");
        Command.of(
                        "chmod",
                        "+x",
                        bin.resolve("java").toString(),
                        bin.resolve("tako").toString())
                .output();
        Tako launcher = tako().at(bin.resolve("tako"));

        assertThat(launcher.run("/etc/tako", "b").exits(0).out())
                .contains("-XX:TieredStopAtLevel=1 ")
                .endsWith(" -m tako.cli/tako.cli.Main /etc/tako b\n");
        launcher.run("store", "a").exits(0).prints("-m tako.cli/tako.cli.Main store a\n");
        launcher.run("--debug", "store", "a").exits(0).prints("-m tako.cli/tako.cli.Main --debug store a\n");
    }
}
