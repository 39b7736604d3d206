package tako.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The curve of Ed25519 by the book (RFC 8032 section 5.1), slowly: to make keys and signatures that no honest program
 * makes.
 *
 * @param x the x coordinate, 0 to p-1
 * @param y the y coordinate, 0 to p-1
 */
record Edwards(BigInteger x, BigInteger y) {
    /** The field's prime. */
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** The order of the base point. */
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(inverse(BigInteger.valueOf(121666)))
            .mod(P);

    static final Edwards IDENTITY = new Edwards(BigInteger.ZERO, BigInteger.ONE);
    static final Edwards BASE = withY(BigInteger.valueOf(4).multiply(inverse(BigInteger.valueOf(5))));

    private static final int LENGTH = 32;
    private static final int SIGN = 0x80;

    private static BigInteger inverse(BigInteger value) {
        return value.modInverse(P);
    }

    /** Whether points with this y coordinate are on the curve. */
    static boolean exists(BigInteger y) {
        return squareRoot(xSquared(y)).pow(2).mod(P).equals(xSquared(y));
    }

    /** The point with this y coordinate and an even x. */
    static Edwards withY(BigInteger y) {
        BigInteger x = squareRoot(xSquared(y));
        return new Edwards(x.testBit(0) ? P.subtract(x) : x, y.mod(P));
    }

    private static BigInteger xSquared(BigInteger y) {
        BigInteger square = y.multiply(y).mod(P);
        return square.subtract(BigInteger.ONE)
                .multiply(inverse(D.multiply(square).add(BigInteger.ONE)))
                .mod(P);
    }

    /** One of the roots, if there are any (p = 5 modulo 8). */
    private static BigInteger squareRoot(BigInteger square) {
        BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        BigInteger rootOfMinusOne = BigInteger.TWO.modPow(P.shiftRight(2), P);
        return root.pow(2).mod(P).equals(square)
                ? root
                : root.multiply(rootOfMinusOne).mod(P);
    }

    Edwards plus(Edwards other) {
        BigInteger product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y);
        BigInteger newX = x.multiply(other.y).add(other.x.multiply(y)).multiply(inverse(BigInteger.ONE.add(product)));
        BigInteger newY =
                y.multiply(other.y).add(x.multiply(other.x)).multiply(inverse(BigInteger.ONE.subtract(product)));
        return new Edwards(newX.mod(P), newY.mod(P));
    }

    Edwards times(BigInteger factor) {
        Edwards sum = IDENTITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = sum.plus(sum);
            sum = factor.testBit(bit) ? sum.plus(this) : sum;
        }
        return sum;
    }

    /** The eight points whose order divides 8, beginning with the identity; every other one from there has order 8. */
    static List<Edwards> smallOrder() {
        Edwards generator = IDENTITY;
        for (int y = 2; generator.times(BigInteger.valueOf(4)).equals(IDENTITY); y++) {
            generator =
                    exists(BigInteger.valueOf(y)) ? withY(BigInteger.valueOf(y)).times(L) : IDENTITY;
        }
        List<Edwards> points = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            points.add(generator.times(BigInteger.valueOf(i)));
        }
        return points;
    }

    byte[] encoded() {
        return encoded(y, x.testBit(0));
    }

    /** 32 bytes, little-endian, with the lowest bit of x on top; y need not be below p. */
    static byte[] encoded(BigInteger y, boolean odd) {
        byte[] bytes = littleEndian(y);
        bytes[LENGTH - 1] |= (byte) (odd ? SIGN : 0);
        return bytes;
    }

    /** Of a number below 2^256. */
    static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    /** The number that SHA-512 makes of all these bytes, as Ed25519 reads it. */
    static BigInteger hash(byte[]... parts) throws NoSuchAlgorithmException {
        MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
        for (byte[] part : parts) {
            sha512.update(part);
        }
        byte[] digest = sha512.digest();
        BigInteger number = BigInteger.ZERO;
        for (int i = digest.length - 1; i >= 0; i--) {
            number = number.shiftLeft(8).add(BigInteger.valueOf(Byte.toUnsignedInt(digest[i])));
        }
        return number.mod(L);
    }
}
