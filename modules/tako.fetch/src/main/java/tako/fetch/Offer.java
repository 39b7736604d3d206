package tako.fetch;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * What servers are offered in the first message of a handshake (ClientHello, RFC 8446 section 4.1.2).
 *
 * <p>It is narrow to begin with: x25519 alone for the key exchange, which nearly all servers take. For the JDK makes a
 * key of each of two kinds before it knows what the server takes, and one on P-256, or P-384, takes a good part of a
 * poll. A server with TLS 1.2 that takes no x25519 could choose an exchange without curves then; so the cipher suites are
 * only those of TLS 1.3, and those of TLS 1.2 with ephemeral curves and authenticated encryption, which the JDK prefers
 * to all others. What comes of it is as good as what would have come of all that the JDK has, or nothing.
 *
 * <p>Where nothing came of it, it is wide from then on, for all servers of the same {@link TrustStore}: all that the JDK
 * has, the groups in an order in which no key on P-256 is made before a server asks for one (RFC 8446 section 4.1.4):
 * the JDK fills a table first, which takes a quarter of a poll.
 *
 * <p>May be used by several threads.
 */
final class Offer {
    private static final String NARROW = "x25519";

    /** What nearly all servers take, and what the others of any security do; by far the cheapest of their kinds. */
    private static final List<String> FIRST = List.of(NARROW, "secp384r1");

    private volatile boolean isWide;

    /** Whether all that the JDK has is offered. */
    boolean isWide() {
        return isWide;
    }

    /** From now on all is offered. */
    void widen() {
        isWide = true;
    }

    /** Has a socket make this offer when it shakes hands. */
    void prepare(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        List<String> groups = List.of(parameters.getNamedGroups());
        if (isWide || !groups.contains(NARROW)) {
            parameters.setNamedGroups(ordered(groups));
        } else {
            parameters.setNamedGroups(new String[] {NARROW});
            parameters.setCipherSuites(best(parameters.getCipherSuites()));
        }
        socket.setSSLParameters(parameters);
    }

    private static String[] ordered(List<String> groups) {
        Set<String> ordered = new LinkedHashSet<>(FIRST);
        ordered.retainAll(groups);
        ordered.addAll(groups);
        return ordered.toArray(new String[0]);
    }

    private static String[] best(String[] suites) {
        List<String> best = new ArrayList<>();
        for (String suite : suites) {
            if (isBest(suite)) {
                best.add(suite);
            }
        }
        return best.toArray(new String[0]);
    }

    /** By its name: those of TLS 1.3, and the mark for safe renegotiation (RFC 5746), name no way of exchanging keys. */
    private static boolean isBest(String suite) {
        boolean isForAnyExchange = !suite.contains("_WITH_");
        return isForAnyExchange
                || (suite.startsWith("TLS_ECDHE_") && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")));
    }

    /**
     * Whether a narrow offer may be why a connection failed: servers that find nothing for them in it send an alert, or
     * close or reset the connection. It is not where the server's certificate is no good, or where the server or a proxy
     * was not reached, but for a time-out: the JDK does not tell that of a connection from that of an answer.
     */
    static boolean mayHaveCaused(IOException e) {
        return switch (e) {
            case SSLException tls -> !isVerdict(tls);
            case ConnectException before -> false;
            case NoRouteToHostException before -> false;
            case BindException before -> false;
            case SocketException cut -> !NetworkProblem.isWithoutNetwork(cut);
            case SocketTimeoutException silence -> true;
            default -> false;
        };
    }

    /** The exception by which both the JDK and {@link LookedUpAuthorities} turn a certificate down. */
    private static boolean isVerdict(SSLException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
