package tako.systemd;

/** A reference to a message on the bus. What is read from it is read in order. */
final class Message implements AutoCloseable {
    private final Libsystemd library;
    private final long address;

    /** Owns the reference from here on. */
    Message(Libsystemd library, long address) {
        this.library = library;
        this.address = address;
    }

    long address() {
        return address;
    }

    void append(String text) throws BusException {
        library.appendBasic(address, 's', Libsystemd.text(text));
    }

    /** Appends the unsigned 32-bit number 0. */
    void appendZero() throws BusException {
        library.appendBasic(address, 'u', new byte[Integer.BYTES]);
    }

    String readString() throws BusException {
        return Libsystemd.textAt(read('s'));
    }

    String readPath() throws BusException {
        return Libsystemd.textAt(read('o'));
    }

    /** Reads over an unsigned 32-bit number. */
    void skipNumber() throws BusException {
        read('u');
    }

    private long read(char type) throws BusException {
        long[] value = new long[1];
        if (!library.readBasic(address, type, value)) {
            throw new BusException("", "the message ends before its last value");
        }
        return value[0];
    }

    boolean isSignal(String type, String member) throws BusException {
        return library.isSignal(address, type, member);
    }

    /** The sender's unique name on the bus; empty for what sd-bus itself says. */
    String sender() {
        long sender = library.getSender(address);
        return sender == 0 ? "" : Libsystemd.textAt(sender);
    }

    @Override
    public void close() {
        library.messageUnref(address);
    }
}
