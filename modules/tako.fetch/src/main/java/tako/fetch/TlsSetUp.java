package tako.fetch;

import java.math.BigInteger;
import java.net.IDN;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import tako.crypto.EcdsaProvider;

/**
 * What the JDK sets up with the first secure connection of a process: 500 classes, providers, and tables for curves and
 * for names of hosts take as long as the handshake. It can begin ahead, on threads beside the run's own; it reads
 * nothing that is configured, and asks no server. May be used by several threads.
 */
final class TlsSetUp {
    private final FutureTask<Boolean> sockets = new FutureTask<>(done(TlsSetUp::setUpSockets));
    private final FutureTask<Boolean> certificates = new FutureTask<>(done(TlsSetUp::setUpCertificates));
    private boolean begun;

    /** A part of it. */
    private interface Part {
        void setUp() throws GeneralSecurityException;
    }

    private static Callable<Boolean> done(Part part) {
        return () -> {
            part.setUp();
            return true;
        };
    }

    /** Begins, unless that was done before. */
    synchronized void begin() {
        if (!begun) {
            begun = true;
            Thread.ofPlatform().daemon().name("tls").start(sockets);
            Thread.ofPlatform().daemon().name("certificates").start(certificates);
        }
    }

    /** Waits for what sockets take, if it has begun: two threads at the same take longer than one. */
    void awaitSockets() {
        await(sockets);
    }

    /** The same for what it takes to judge certificates. */
    void awaitCertificates() {
        await(certificates);
    }

    private synchronized boolean hasBegun() {
        return begun;
    }

    private void await(FutureTask<Boolean> part) {
        if (!hasBegun()) {
            return;
        }
        try {
            part.get();
        } catch (ExecutionException e) {
            return; // it fails again, and is told, where it is needed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void setUpSockets() throws GeneralSecurityException {
        addProvider();
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(new KeyManager[0], new TrustManager[0], null);
        any.getDefaultSSLParameters();
    }

    private static void setUpCertificates() throws GeneralSecurityException {
        readKey();
        IDN.toASCII("localhost"); // reads the tables that it takes to compare a certificate's name with any host's
        addProvider();
        CertificateFactory.getInstance("X.509");
        CertPathValidator.getInstance("PKIX");
        Signature.getInstance("SHA256withRSA");
        Signature.getInstance("SHA256withECDSA");
    }

    /** The JDK's switches over types of keys are made at run time, and share what the first of them takes. */
    private static void readKey() throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE);
        KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
        KeyFactory.getInstance("XDH").generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.TWO));
    }

    /** Puts our provider before those of the JDK; one of its name that is there already stays as it is. */
    static void addProvider() {
        Security.insertProviderAt(new EcdsaProvider(), 1);
    }
}
