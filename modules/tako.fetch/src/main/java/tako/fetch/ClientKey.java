package tako.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import tako.config.ClientIdentity;

/** {@code ClientCertificate=} and {@code ClientKey=}: what is shown to origins that ask for a certificate. */
final class ClientKey {
    /** A certificate has 1 to 2 KiB, and a chain has few. */
    private static final int MAX_SIZE = 256 << 10;

    /** The key store in memory wants one. */
    private static final char[] NO_PASSWORD = {};

    private final ConfiguredFile certificateFile;
    private final ConfiguredFile keyFile;
    private final Reporter reporter;

    /**
     * For one image.
     *
     * @param reporter told if others can read the key
     */
    ClientKey(ClientIdentity identity, Reporter reporter) {
        this.certificateFile = new ConfiguredFile("ClientCertificate", identity.certificate());
        this.keyFile = new ConfiguredFile("ClientKey", identity.key());
        this.reporter = reporter;
    }

    /**
     * Reads both.
     *
     * @throws FetchException if that fails, or if they do not belong together
     */
    KeyManager[] managers() throws FetchException {
        Certificate[] chain = certificates();
        PrivateKey key = key(chain[0].getPublicKey());
        try {
            requirePair(key, chain[0].getPublicKey());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new FetchException("cannot use " + certificateFile + " with " + keyFile + ": " + e.getMessage(), e);
        }
    }

    /** The chain, as the file has it: the client's own certificate first. */
    private Certificate[] certificates() throws FetchException {
        byte[] text = certificateFile.read(MAX_SIZE);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> chain = new ArrayList<>();
            for (Pem.Block block : Pem.parse(text)) {
                if (block.label().equals("CERTIFICATE")) {
                    chain.add(factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
            if (chain.isEmpty()) {
                throw new CertificateException("it has no certificates in PEM form");
            }
            return chain.toArray(new Certificate[0]);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new FetchException("cannot use " + certificateFile + ": " + e.getMessage(), e);
        }
    }

    private PrivateKey key(PublicKey publicKey) throws FetchException {
        byte[] text = keyFile.readSecret(MAX_SIZE, reporter);
        try {
            for (Pem.Block block : Pem.parse(text)) {
                if (block.label().endsWith("PRIVATE KEY")) {
                    byte[] encoded = pkcs8(block, publicKey);
                    return KeyFactory.getInstance(publicKey.getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                }
            }
            throw new InvalidKeyException("it has no private key in PEM form");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new FetchException("cannot use " + keyFile + ": " + e.getMessage(), e);
        }
    }

    /** Old forms (RFC 8017 appendix A.1.2, RFC 5915) are what PKCS #8 (RFC 5208 section 5) wraps. */
    private byte[] pkcs8(Pem.Block block, PublicKey publicKey) throws InvalidKeyException {
        if (block.isEncrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
            throw new InvalidKeyException("it is encrypted, and nobody is here to type its passphrase; take it off"
                    + " with: openssl pkey -in " + keyFile.path() + " -out NEW");
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> block.content();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> Der.pkcs8(Der.algorithm(publicKey), block.content());
            default -> throw new InvalidKeyException("a key of the kind " + block.label() + " is not supported");
        };
    }

    /** The JDK finds out in the middle of a handshake, and then shows no certificate at all. */
    private static void requirePair(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] message = publicKey.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(message);
        if (!signature.verify(signed)) {
            throw new InvalidKeyException("the key is not that of the certificate");
        }
    }

    /** What of DER (X.690) it takes to wrap a key. */
    private static final class Der {
        private static final int SEQUENCE = 0x30;
        private static final int OCTET_STRING = 0x04;
        private static final byte[] VERSION_0 = {0x02, 1, 0};

        private Der() {}

        static byte[] pkcs8(byte[] algorithm, byte[] key) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes(VERSION_0);
            content.writeBytes(algorithm);
            content.writeBytes(tagged(OCTET_STRING, key));
            return tagged(SEQUENCE, content.toByteArray());
        }

        /** A public key (RFC 5280 section 4.1) is a sequence that begins with its algorithm, curve included. */
        static byte[] algorithm(PublicKey key) {
            byte[] encoded = key.getEncoded();
            int begin = 1 + lengthOfLength(encoded[1]);
            int length = 2 + encoded[begin + 1]; // a named curve's, or RSA's: far fewer than 128 bytes
            return Arrays.copyOfRange(encoded, begin, begin + length);
        }

        private static int lengthOfLength(byte first) {
            return first >= 0 ? 1 : 1 + (first & 0x7f);
        }

        private static byte[] tagged(int tag, byte[] content) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(tag);
            if (content.length < 0x80) {
                out.write(content.length);
            } else {
                int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / Byte.SIZE;
                out.write(0x80 | bytes);
                for (int i = bytes - 1; i >= 0; i--) {
                    out.write(content.length >>> (i * Byte.SIZE));
                }
            }
            out.writeBytes(content);
            return out.toByteArray();
        }
    }
}
