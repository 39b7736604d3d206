package tako.systemd;

import java.time.Duration;
import java.util.Optional;

/** A connection to the system bus, without callbacks: signals are taken one by one. For one thread. */
final class Connection implements AutoCloseable {
    /** sd-bus takes 0 for its own limit of 25 s. */
    private static final long DEFAULT_LIMIT = 0;
    /** Waiting in a native call does not notice an interrupt, so that it is looked for this often. */
    private static final Duration SLICE = Duration.ofMillis(500);

    private final Libsystemd library;
    private final long bus;

    private Connection(Libsystemd library, long bus) {
        this.library = library;
        this.bus = bus;
    }

    static Connection open(Libsystemd library) throws BusException {
        long[] bus = new long[1];
        library.openSystem(bus);
        return new Connection(library, bus[0]);
    }

    /** A method call to be filled with its arguments. */
    Message methodCall(String destination, String path, String type, String member) throws BusException {
        long[] message = new long[1];
        library.newMethodCall(bus, message, destination, path, type, member);
        return new Message(library, message[0]);
    }

    /** Sends the call and waits for its reply. Signals that arrive meanwhile are kept. */
    Message call(Message methodCall) throws BusException {
        long[] reply = new long[1];
        library.call(bus, methodCall.address(), DEFAULT_LIMIT, reply);
        return new Message(library, reply[0]);
    }

    /** Asks for a property; the reply is to be read as what the signature says. */
    Message property(String destination, String path, String type, String name, String signature) throws BusException {
        long[] reply = new long[1];
        library.getProperty(bus, destination, path, type, name, reply, signature);
        return new Message(library, reply[0]);
    }

    /** Takes the next message that has arrived, if there is one. Does not wait. */
    Optional<Message> poll() throws BusException {
        long[] message = new long[1];
        while (library.process(bus, message)) {
            if (message[0] != 0) {
                return Optional.of(new Message(library, message[0]));
            }
        }
        return Optional.empty();
    }

    /** Waits until something has arrived, but no longer than the limit; it may end early. */
    void await(Duration limit) throws BusException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for systemd");
        }
        Duration slice = limit.compareTo(SLICE) < 0 ? limit : SLICE;
        // Rounded up: a rest of less than a microsecond must not become a wait of none, again and again.
        library.waitForInput(bus, slice.toNanos() / 1000 + 1);
    }

    /** Sends what is still to be sent, and closes. */
    @Override
    public void close() {
        library.closeUnref(bus);
    }
}
