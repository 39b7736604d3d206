package tako.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static tako.fetch.SeveralImages.manifest;
import static tako.testing.Behaviour.answering;
import static tako.testing.Behaviour.endlessTrailers;
import static tako.testing.Behaviour.stallBeforeHead;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import tako.testing.ClientHello;
import tako.testing.Gate;
import tako.testing.HttpOrigin;
import tako.testing.HttpProxy;
import tako.testing.TestCertificates;

/** A run for several images asks the origins of the next few while one has its turn. */
class EarlyPollTest extends SeveralImagesFixture {
    private void install(String... names) throws Exception {
        for (String name : names) {
            images.add(name, server);
        }
        images.run();
    }

    /** Runs beside the test. */
    private FutureTask<List<String>> run() {
        FutureTask<List<String>> run = new FutureTask<>(images::run);
        Thread.ofVirtual().start(run);
        return run;
    }

    private Gate gate(String name) {
        Gate gate = new Gate();
        server.next(manifest(name), stallBeforeHead(gate));
        return gate;
    }

    @Test
    void goesOnWhileAnotherImageHasItsTurnAndIsToldInOrder() throws Exception {
        install("a", "b", "c", "d", "e", "f", "g");
        Gate turn = gate("b");
        List<Gate> early = List.of(gate("c"), gate("d"), gate("e"), gate("f"));

        FutureTask<List<String>> run = run();
        turn.awaitReached();
        for (Gate gate : early) {
            gate.awaitReached();
        }
        assertThat(server.requests(manifest("g"))).hasSize(1); // when it was installed
        for (Gate gate : early.reversed()) {
            gate.open();
        }
        turn.open();

        assertThat(run.get())
                .containsExactly(
                        "a: up to date with 1.0",
                        "b: up to date with 1.0",
                        "c: up to date with 1.0",
                        "d: up to date with 1.0",
                        "e: up to date with 1.0",
                        "f: up to date with 1.0",
                        "g: up to date with 1.0");
        for (String name : List.of("a", "b", "c", "d", "e", "f", "g")) {
            assertThat(server.requests(manifest(name))).hasSize(2);
        }
    }

    @Test
    void sharesFewConnections() throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (char name = 'a'; name < 'a' + 20; name++) {
            names.add(String.valueOf(name));
            expected.add(name + ": up to date with 1.0");
        }
        install(names.toArray(String[]::new));
        long before = server.connections();

        assertThat(images.run()).isEqualTo(expected);

        assertThat(server.connections() - before).isLessThanOrEqualTo(1 + Turns.EARLY);
    }

    @Test
    void sharesFewConnectionsOverTls() throws Exception {
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
        SSLContext context = certificates.valid();
        try (HttpOrigin secure = HttpOrigin.https(images.origins(), context)) {
            for (String name : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")) {
                images.add(name, secure, "CAFile=" + certificates.authority());
            }
            images.run();
            assertThat(secure.connections())
                    .isEqualTo(1); // nothing to compare an answer with, so nothing is asked early

            assertThat(images.run()).hasSize(10).allMatch(line -> line.endsWith(": up to date with 1.0"));

            assertThat(secure.connections()).isLessThanOrEqualTo(2 + Turns.EARLY);
        }
    }

    @Test
    void goesToAServerThatTakesNoKeyOfWhatItIsOfferedAtFirst() throws Exception {
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
        ClientHello.Listener onlyP256 = (hello, socket) -> {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setNamedGroups(new String[] {"secp256r1"});
            socket.setSSLParameters(parameters);
        };
        InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        try (HttpOrigin secure = HttpOrigin.https(images.origins(), address, certificates.valid(), onlyP256)) {
            for (String name : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")) {
                images.add(name, secure, "CAFile=" + certificates.authority());
            }
            images.run();
            assertThat(secure.connections()).isEqualTo(2);

            assertThat(images.run()).hasSize(10).allMatch(line -> line.endsWith(": up to date with 1.0"));
            assertThat(images.time().pauses()).isEmpty();
        }
    }

    @Test
    void goesThroughAProxyThatWantsAPasswordForEachConnection() throws Exception {
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
        images.add("a", server);
        try (HttpOrigin secure = HttpOrigin.https(images.origins(), certificates.valid());
                HttpProxy proxy = HttpProxy.requiring("Basic bWU6cGFzcw==")) {
            for (String name : List.of("b", "c", "d", "e", "f", "g")) {
                images.add(name, secure, "CAFile=" + certificates.authority());
            }
            images.environment(Map.of("https_proxy", "http://me:pass@" + proxy.host()));
            images.run();

            assertThat(images.run()).hasSize(7).allMatch(line -> line.endsWith(": up to date with 1.0"));
        }
    }

    @Test
    void bringsWhatIsNew() throws Exception {
        install("a", "b", "c");
        images.publish("c", "1.1");
        updatesTheThirdAlone();
        assertThat(server.requests(manifest("c"))).hasSize(2);
    }

    private void updatesTheThirdAlone() {
        assertThat(images.run())
                .containsExactly("a: up to date with 1.0", "b: up to date with 1.0", "c: updated to 1.1");
    }

    @Test
    void isMadeAgainWhereTheAnswerMayHaveNoEnd() throws Exception {
        install("a", "b", "c");
        images.publish("c", "1.1");
        server.next(manifest("c"), endlessTrailers(new byte[1], "x: y\r\n"));
        updatesTheThirdAlone();
        assertThat(server.requests(manifest("c"))).hasSize(3);
    }

    @Test
    void countsForNothingOnceAnotherRunHasBroughtSomethingNew() throws Exception {
        install("a", "b", "c");
        Gate turn = gate("b");
        Gate early = gate("c");
        FutureTask<List<String>> run = run();
        turn.awaitReached();
        early.awaitReached();
        early.open();
        images.publish("c", "1.1");
        images.runElsewhere("c");
        turn.open();

        assertThat(run.get())
                .containsExactly("a: up to date with 1.0", "b: up to date with 1.0", "c: up to date with 1.1");
        assertThat(server.requests(manifest("c"))).hasSize(4);
    }

    @Test
    void isMadeAgainWhenItsAnswerHasWaitedForLong() throws Exception {
        install("a", "b", "c");
        images.afterEach(() -> images.time().pause(EarlyTransport.FRESH.plusNanos(1)));

        assertThat(images.run())
                .containsExactly("a: up to date with 1.0", "b: up to date with 1.0", "c: up to date with 1.0");

        assertThat(server.requests(manifest("c"))).hasSize(3);
    }

    @Test
    void countsAsTheFirstAttempt() throws Exception {
        install("a", "b", "c");
        server.next(manifest("c"), answering(503));

        assertThat(images.run())
                .hasSize(4)
                .startsWith("a: up to date with 1.0", "b: up to date with 1.0")
                .satisfies(lines -> assertThat(lines.get(2))
                        .startsWith("c: " + server.url(manifest("c"))
                                + ": the server answers with status 503; trying again"))
                .endsWith("c: up to date with 1.0");

        assertThat(server.requests(manifest("c"))).hasSize(3);
    }

    @Test
    void isAsLongOnItsWayAsTheImagesOwnTimeAllows() throws Exception {
        install("a", "b", "c");
        images.configure("c", server.url("/c"), "TimeoutSec=300ms");
        Gate early = gate("c");

        assertThat(images.run())
                .endsWith("c: failed: " + server.url(manifest("c"))
                        + ": given up, for the run has taken as long as TimeoutSec= allows (0.3 s)");
        early.open();
    }

    @Test
    void tellsWhatItHasToSayWhenItIsTheImagesTurn() throws Exception {
        install("a", "b", "c");
        Path token = Files.writeString(directory.resolve("token"), "Bearer token\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        images.configure("c", server.url("/c"), "AuthFile=" + token);
        Gate turn = gate("b");
        Gate early = gate("c");
        FutureTask<List<String>> run = run();
        turn.awaitReached();
        early.awaitReached();
        early.open();
        turn.open();

        assertThat(run.get())
                .containsExactly(
                        "a: up to date with 1.0",
                        "b: up to date with 1.0",
                        "c: warning: other users can read AuthFile=" + token + "; run: chmod go-rwx " + token,
                        "c: up to date with 1.0");
    }

    @Test
    void isNotMadeForImagesThatOnlyHaveToBeThere() throws Exception {
        install("a", "b", "c");
        int before = server.requests().size();

        assertThat(images.run(Updates.Mode.IF_MISSING)).hasSize(3);

        assertThat(server.requests()).hasSize(before);
    }
}
