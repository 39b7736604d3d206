package tako.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import javax.net.ssl.SSLException;
import tako.store.StoreException;

/** Words for what went wrong on the network, and whether it may pass. */
final class NetworkProblem {
    private static final String UNKNOWN_AUTHORITY =
            "no authority that is trusted here has signed the server's certificate;"
                    + " if it is signed by one of your own, set CAFile=";

    /** What HttpURLConnection says where CONNECT failed, and then the proxy's status line in quotes. */
    private static final String NO_TUNNEL = "Unable to tunnel through proxy.";

    private static final String NO_NETWORK = "Network is unreachable";

    private NetworkProblem() {}

    /**
     * What a connection failed with.
     *
     * @param place the URL, fit to show
     */
    static FetchException at(String place, IOException e) {
        String message = place + ": " + words(e);
        return mayPass(e) ? new TransientException(message, e, blame(e)) : new FetchException(message, e);
    }

    /** Whether no way leads to any host, as far as one attempt tells. The JDK has no class of its own for ENETUNREACH. */
    static boolean isWithoutNetwork(IOException e) {
        return e instanceof SocketException && String.valueOf(e.getMessage()).startsWith(NO_NETWORK);
    }

    /** A host that is unreachable may be the only one. */
    private static Blame blame(IOException e) {
        if (e instanceof UnknownHostException) {
            return Blame.NAMES;
        }
        return isWithoutNetwork(e) ? Blame.NETWORK : Blame.SERVER;
    }

    /** What HttpURLConnection throws, unchecked, at answers that its authors did not think of. */
    static FetchException malformed(String place, Throwable e) {
        return new FetchException(place + ": the server's answer makes no sense (" + e + ")", e);
    }

    /** Resets, time-outs, a network or a DNS that is down; but not what both sides have understood and refused. */
    private static boolean mayPass(IOException e) {
        return switch (e) {
            case SSLException tls -> isCut(tls);
            case ProtocolException nonsense -> false;
            default -> !isTunnelRefused(e) || tunnelStatus(e) >= 500;
        };
    }

    /** TLS reports a connection that broke with the reason inside. */
    private static boolean isCut(SSLException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof EOFException
                    || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTunnelRefused(IOException e) {
        String message = e.getMessage();
        return message != null && message.startsWith(NO_TUNNEL);
    }

    /** The proxy's status; 0 where it sent none. */
    private static int tunnelStatus(IOException e) {
        String message = String.valueOf(e.getMessage());
        int space = message.indexOf(' ', message.indexOf('"'));
        int status = 0;
        for (int i = space + 1; space > 0 && i < message.length() && i <= space + 3; i++) {
            int digit = message.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            status = status * 10 + digit;
        }
        return status;
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
            default -> isTunnelRefused(e) ? tunnelWords(e) : "the connection failed: " + StoreException.reason(e);
        };
    }

    private static String tunnelWords(IOException e) {
        int status = tunnelStatus(e);
        return status == HttpAnswer.PROXY_AUTHENTICATION_REQUIRED
                ? HttpAnswer.PROXY_WANTS_CREDENTIALS
                : "the proxy does not connect to the server, it answers with status " + status;
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
            default -> {
                String reason = StoreException.reason(e);
                yield reason.contains("certificate_required") // an alert of TLS 1.3, RFC 8446 section 6.2
                        ? "the server wants a certificate of ours; set ClientCertificate= and ClientKey="
                        : reason;
            }
        };
    }
}
