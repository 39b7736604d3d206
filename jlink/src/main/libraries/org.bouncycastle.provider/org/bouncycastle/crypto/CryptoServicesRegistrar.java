package org.bouncycastle.crypto;

/**
 * Stands in for BouncyCastle's class of this name, which every digest asks whether it may be made. That one first sets
 * up java.util.logging and the parameters of DSA and Diffie-Hellman, which costs 9 ms of every poll. It forbids nothing
 * unless a program sets constraints, and Tako sets none; jlink/link checks that nothing else is wanted of it.
 */
public final class CryptoServicesRegistrar {
    private CryptoServicesRegistrar() {}

    /** Allows everything, as without constraints. */
    public static void checkConstraints(CryptoServiceProperties service) {}
}
