package tako.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import tako.store.StoreException;

/** Words for what went wrong on the network. */
final class NetworkProblem {
    private NetworkProblem() {}

    static FetchException at(URI uri, IOException e) {
        return new FetchException(Address.of(uri) + ": " + words(e), e);
    }

    /** What HttpURLConnection throws, unchecked, at answers that its authors did not think of. */
    static FetchException malformed(URI uri, Throwable e) {
        return new FetchException(Address.of(uri) + ": the server's answer makes no sense (" + e + ")", e);
    }

    private static String words(IOException e) {
        return switch (e) {
            case UnknownHostException unknown -> "the host name has no address (is DNS working?)";
            case SocketTimeoutException timeout -> "the server does not answer in time";
            case ConnectException refused -> "cannot connect: " + StoreException.reason(refused);
            case NoRouteToHostException noRoute -> "cannot connect: " + StoreException.reason(noRoute);
            case SSLException plain
            when StoreException.reason(plain).startsWith("Unsupported or unrecognized SSL") ->
                "the server does not speak TLS on this port; is it http://?";
            case SSLException tls -> "no secure connection: " + StoreException.reason(tls);
            default -> "the connection failed: " + StoreException.reason(e);
        };
    }
}
