package tako.systemd;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The functions of libsystemd that are in use (sd-bus(3), sd_notify(3)), with their own signatures: addresses are
 * {@code long}, as on every 64-bit Linux, and what C returns through a pointer comes in the first element of an array.
 *
 * <p>JNA's function objects, and not its mapped interfaces or native methods: those look at every method by
 * reflection, which takes five to eight times as long, and a run makes a dozen calls.
 */
final class Libsystemd {
    private static final String NAME = "libsystemd.so.0";
    /** The words of a {@code struct sd_bus_error}: name, message, and whether they are to be freed. */
    private static final int ERROR_WORDS = 3;

    private final Function openSystem;
    private final Function closeUnref;
    private final Function newMethodCall;
    private final Function appendBasic;
    private final Function call;
    private final Function getProperty;
    private final Function readBasic;
    private final Function readArray;
    private final Function enterContainer;
    private final Function isSignal;
    private final Function getPath;
    private final Function getSender;
    private final Function messageUnref;
    private final Function process;
    private final Function waitForInput;
    private final Function setErrno;
    private final Function errorFree;
    private final Function notify;

    private Libsystemd(NativeLibrary library) {
        openSystem = library.getFunction("sd_bus_open_system");
        closeUnref = library.getFunction("sd_bus_flush_close_unref");
        newMethodCall = library.getFunction("sd_bus_message_new_method_call");
        appendBasic = library.getFunction("sd_bus_message_append_basic");
        call = library.getFunction("sd_bus_call");
        getProperty = library.getFunction("sd_bus_get_property");
        readBasic = library.getFunction("sd_bus_message_read_basic");
        readArray = library.getFunction("sd_bus_message_read_array");
        enterContainer = library.getFunction("sd_bus_message_enter_container");
        isSignal = library.getFunction("sd_bus_message_is_signal");
        getPath = library.getFunction("sd_bus_message_get_path");
        getSender = library.getFunction("sd_bus_message_get_sender");
        messageUnref = library.getFunction("sd_bus_message_unref");
        process = library.getFunction("sd_bus_process");
        waitForInput = library.getFunction("sd_bus_wait");
        setErrno = library.getFunction("sd_bus_error_set_errno");
        errorFree = library.getFunction("sd_bus_error_free");
        notify = library.getFunction("sd_notify");
    }

    /**
     * Loads the library.
     *
     * @throws LinkageError if it, one of the functions or JNA's own library is not there
     */
    static Libsystemd load() {
        return new Libsystemd(NativeCode.library(NAME));
    }

    void openSystem(long[] bus) throws BusException {
        check(openSystem.invokeInt(new Object[] {bus}));
    }

    void closeUnref(long bus) {
        closeUnref.invokeLong(new Object[] {bus});
    }

    void newMethodCall(long bus, long[] message, String destination, String path, String type, String member)
            throws BusException {
        Object[] arguments = {bus, message, text(destination), text(path), text(type), text(member)};
        check(newMethodCall.invokeInt(arguments));
    }

    void appendBasic(long message, char type, byte[] value) throws BusException {
        check(appendBasic.invokeInt(new Object[] {message, (byte) type, value}));
    }

    void call(long bus, long message, long microseconds, long[] reply) throws BusException {
        long[] error = new long[ERROR_WORDS];
        if (call.invokeInt(new Object[] {bus, message, microseconds, error, reply}) < 0) {
            throw take(error);
        }
    }

    void getProperty(
            long bus, String destination, String path, String type, String member, long[] reply, String signature)
            throws BusException {
        long[] error = new long[ERROR_WORDS];
        Object[] arguments = {
            bus, text(destination), text(path), text(type), text(member), error, reply, text(signature)
        };
        if (getProperty.invokeInt(arguments) < 0) {
            throw take(error);
        }
    }

    /** Reads a value that takes 64 bits, or the address of a text. Whether there was one to read. */
    boolean readBasic(long message, char type, long[] value) throws BusException {
        return check(readBasic.invokeInt(new Object[] {message, (byte) type, value})) > 0;
    }

    /** Reads a value that takes 32 bits. Whether there was one to read. */
    boolean readBasic(long message, char type, int[] value) throws BusException {
        return check(readBasic.invokeInt(new Object[] {message, (byte) type, value})) > 0;
    }

    /** Reads an array of fixed-size values: its address, and its size in bytes. */
    void readArray(long message, char type, long[] array, long[] size) throws BusException {
        check(readArray.invokeInt(new Object[] {message, (byte) type, array, size}));
    }

    void enterContainer(long message, char type, String contents) throws BusException {
        check(enterContainer.invokeInt(new Object[] {message, (byte) type, text(contents)}));
    }

    boolean isSignal(long message, String type, String member) throws BusException {
        return check(isSignal.invokeInt(new Object[] {message, text(type), text(member)})) > 0;
    }

    /** The address of the path that it is sent from, 0 if it has none. */
    long getPath(long message) {
        return getPath.invokeLong(new Object[] {message});
    }

    /** The address of the sender's name, 0 if it has none. */
    long getSender(long message) {
        return getSender.invokeLong(new Object[] {message});
    }

    void messageUnref(long message) {
        messageUnref.invokeLong(new Object[] {message});
    }

    /** Whether there was anything to process; it need not be a message. */
    boolean process(long bus, long[] message) throws BusException {
        return check(process.invokeInt(new Object[] {bus, message})) > 0;
    }

    /** Waits for input. A signal that the process has to handle may end the wait early. */
    void waitForInput(long bus, long microseconds) throws BusException {
        int interruptedCall = -4; // EINTR
        int result = waitForInput.invokeInt(new Object[] {bus, microseconds});
        if (result != interruptedCall) {
            check(result);
        }
    }

    /** Tells the service manager, if the environment names one. Whether it got through is not told. */
    void notify(String state) {
        int keepEnvironment = 0;
        notify.invokeInt(new Object[] {keepEnvironment, text(state)});
    }

    /** The bytes at an address; none, wherever that is, for a size of 0. */
    static byte[] bytesAt(long address, long size) {
        return size == 0 ? new byte[0] : new Pointer(address).getByteArray(0, Math.toIntExact(size));
    }

    /** The text at an address that is not 0. */
    static String textAt(long address) {
        return new Pointer(address).getString(0, StandardCharsets.UTF_8.name());
    }

    /** The text as C has it. */
    static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private int check(int result) throws BusException {
        if (result >= 0) {
            return result;
        }
        long[] error = new long[ERROR_WORDS];
        setErrno.invokeInt(new Object[] {error, result});
        throw take(error);
    }

    private BusException take(long[] error) {
        try {
            String name = error[0] == 0 ? "" : textAt(error[0]);
            return new BusException(name, error[1] == 0 ? name : textAt(error[1]));
        } finally {
            errorFree.invokeInt(new Object[] {error});
        }
    }
}
