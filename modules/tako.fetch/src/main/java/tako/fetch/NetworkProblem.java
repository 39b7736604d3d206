package tako.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import javax.net.ssl.SSLException;
import tako.store.StoreException;

/** Words for what went wrong on the network. */
final class NetworkProblem {
    private static final String UNKNOWN_AUTHORITY =
            "no authority that is trusted here has signed the server's certificate;"
                    + " if it is signed by one of your own, set CAFile=";

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
            case SSLException tls -> "no secure connection: " + words(tls);
            default -> "the connection failed: " + StoreException.reason(e);
        };
    }

    /** The JDK tells what is wrong with a certificate by the class of the innermost exception. */
    private static String words(SSLException e) {
        Throwable innermost = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return switch (innermost) {
            case CertificateExpiredException expired ->
                "the server's certificate has expired, or the clock here is wrong: " + expired.getMessage();
            case CertificateNotYetValidException early ->
                "the server's certificate is not valid yet, or the clock here is wrong: " + early.getMessage();
            case CertPathBuilderException unknown -> UNKNOWN_AUTHORITY;
            case CertPathValidatorException unknown
            when unknown.getReason() == PKIXReason.NO_TRUST_ANCHOR -> UNKNOWN_AUTHORITY;
            case CertificateException other -> "refused the server's certificate: " + other.getMessage();
            default -> StoreException.reason(e);
        };
    }
}
