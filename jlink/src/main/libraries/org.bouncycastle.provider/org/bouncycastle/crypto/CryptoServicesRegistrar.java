package org.bouncycastle.crypto;

import java.security.SecureRandom;

/**
 * Stands in for BouncyCastle's class of this name, which every digest asks whether it may be made. That one first sets
 * up java.util.logging and the parameters of DSA and Diffie-Hellman, which costs 9 ms of every poll. It forbids nothing
 * unless a program sets constraints, and Tako sets none; jlink/link checks that nothing else is wanted of it.
 */
public final class CryptoServicesRegistrar {
    private CryptoServicesRegistrar() {}

    /** Allows everything, as without constraints. */
    public static void checkConstraints(CryptoServiceProperties service) {}

    /** The system's source of random numbers. */
    public static SecureRandom getSecureRandom() {
        return new SecureRandom();
    }

    /** The source that is given, if any, else the system's. */
    public static SecureRandom getSecureRandom(SecureRandom given) {
        return given == null ? getSecureRandom() : given;
    }
}
