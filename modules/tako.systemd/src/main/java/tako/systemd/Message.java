package tako.systemd;

import java.util.ArrayList;
import java.util.List;

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

    /** Reads a 32-bit number: 'i' is signed, 'u' is not, 'b' is 0 or 1. */
    int readNumber(char type) throws BusException {
        int[] value = new int[1];
        require(library.readBasic(address, type, value));
        return value[0];
    }

    /** Reads an unsigned 64-bit number. */
    long readLongNumber() throws BusException {
        return read('t');
    }

    byte[] readBytes() throws BusException {
        long[] array = new long[1];
        long[] size = new long[1];
        library.readArray(address, 'y', array, size);
        return Libsystemd.bytesAt(array[0], size[0]);
    }

    List<String> readStrings() throws BusException {
        library.enterContainer(address, 'a', "s");
        List<String> texts = new ArrayList<>();
        long[] text = new long[1];
        while (library.readBasic(address, 's', text)) {
            texts.add(Libsystemd.textAt(text[0]));
        }
        return texts;
    }

    /** Goes into a structure of these types, to read them one by one. */
    void enterStruct(String types) throws BusException {
        library.enterContainer(address, 'r', types);
    }

    private long read(char type) throws BusException {
        long[] value = new long[1];
        require(library.readBasic(address, type, value));
        return value[0];
    }

    private static void require(boolean isThere) throws BusException {
        if (!isThere) {
            throw new BusException("", "the message ends before its last value");
        }
    }

    boolean isSignal(String type, String member) throws BusException {
        return library.isSignal(address, type, member);
    }

    /** The path of the object that a signal speaks of. */
    String path() {
        return textOrNone(library.getPath(address));
    }

    /** The sender's unique name on the bus; empty for what sd-bus itself says. */
    String sender() {
        return textOrNone(library.getSender(address));
    }

    private static String textOrNone(long text) {
        return text == 0 ? "" : Libsystemd.textAt(text);
    }

    @Override
    public void close() {
        library.messageUnref(address);
    }
}
