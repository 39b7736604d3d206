package tako.testing;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * What a client offers when TLS begins (RFC 8446 section 4.1.2), by the protocol's numbers, the best first.
 *
 * @param suites for the cipher
 * @param groups for the key exchange
 */
public record ClientHello(List<Integer> suites, List<Integer> groups) {
    private static final int RECORD_HEADER = 5;
    private static final int BEFORE_SESSION = 4 + 2 + 32;
    private static final int SUPPORTED_GROUPS = 10;

    /** The server, before it says anything. */
    public interface Listener {
        /**
         * A client has said this.
         *
         * @param socket over which the handshake goes on, once its settings are as they are to be
         * @throws IOException to close the connection instead
         */
        void said(ClientHello hello, SSLSocket socket) throws IOException;
    }

    public ClientHello {
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
    }

    /** Reads the record that a connection begins with, as it is; clients of tests need no more than one. */
    static byte[] record(InputStream connection) throws IOException {
        byte[] header = connection.readNBytes(RECORD_HEADER);
        if (header.length < RECORD_HEADER) {
            throw new EOFException("A client went away before it said hello");
        }
        int length = ByteBuffer.wrap(header).getShort(3) & 0xffff;
        byte[] record = Arrays.copyOf(header, RECORD_HEADER + length);
        connection.readNBytes(record, RECORD_HEADER, length);
        return record;
    }

    static ClientHello parse(byte[] record) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(record));
        in.skipNBytes(RECORD_HEADER + BEFORE_SESSION);
        in.skipNBytes(in.readUnsignedByte());
        List<Integer> suites = numbers(in);
        in.skipNBytes(in.readUnsignedByte()); // ways to compress
        in.readUnsignedShort(); // the length of all extensions, which go on until the end
        while (in.available() > 0) {
            int extension = in.readUnsignedShort();
            int length = in.readUnsignedShort();
            if (extension == SUPPORTED_GROUPS) {
                return new ClientHello(suites, numbers(in));
            }
            in.skipNBytes(length);
        }
        return new ClientHello(suites, List.of());
    }

    private static List<Integer> numbers(DataInputStream in) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (int bytes = in.readUnsignedShort(); bytes > 0; bytes -= Short.BYTES) {
            numbers.add(in.readUnsignedShort());
        }
        return numbers;
    }
}
