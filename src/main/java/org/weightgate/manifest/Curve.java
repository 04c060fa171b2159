package org.weightgate.manifest;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.List;
import java.util.Optional;

/// A curve that model signatures use, with the hash that goes with it. For checks on public values only: nothing here touches a
/// private key, so it need not run in constant time.
final class Curve {

    static final Curve P256 = new Curve("secp256r1", "SHA-256");
    static final List<Curve> ALL = List.of(P256, new Curve("secp384r1", "SHA-384"), new Curve("secp521r1", "SHA-512"));

    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final String standardName;
    private final String hash;
    private final ECParameterSpec parameters;
    private final BigInteger p;
    private final BigInteger a;
    private final BigInteger b;

    private Curve(String standardName, String hash) {
        this.standardName = standardName;
        this.hash = hash;
        this.parameters = parameters(standardName);
        this.p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        this.a = parameters.getCurve().getA();
        this.b = parameters.getCurve().getB();
    }

    /// The curve these parameters mean.
    static Optional<Curve> of(ECParameterSpec parameters) {
        return ALL.stream().filter(curve -> curve.isSame(parameters)).findFirst();
    }

    String standardName() {
        return standardName;
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /// What the JDK calls ECDSA with this curve's hash.
    String signatureAlgorithm() {
        return hash.replace("-", "") + "withECDSA";
    }

    /// The number that is signed for `message`; no hash here is longer than its curve's order.
    BigInteger digest(byte[] message) {
        try {
            return new BigInteger(1, MessageDigest.getInstance(hash).digest(message));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java runtime has no " + hash, impossible);
        }
    }

    BigInteger order() {
        return parameters.getOrder();
    }

    private boolean isSame(ECParameterSpec other) {
        EllipticCurve curve = other.getCurve();
        return curve.getField().equals(parameters.getCurve().getField()) && curve.getA().equals(a) && curve.getB().equals(b)
                && other.getGenerator().equals(parameters.getGenerator()) && other.getOrder().equals(order())
                && other.getCofactor() == parameters.getCofactor();
    }

    boolean isOnCurve(ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        return x.signum() >= 0 && x.compareTo(p) < 0 && y.signum() >= 0 && y.compareTo(p) < 0
                && y.multiply(y).mod(p).equals(rightSide(x));
    }

    /// The point with this x and an even y.
    Optional<ECPoint> pointAt(BigInteger x) {
        if (x.signum() < 0 || x.compareTo(p) >= 0) {
            return Optional.empty();
        }
        BigInteger y = rightSide(x).modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        var point = new ECPoint(x, y.testBit(0) ? p.subtract(y) : y);
        return isOnCurve(point) ? Optional.of(point) : Optional.empty();
    }

    ECPoint negate(ECPoint point) {
        return point.equals(ECPoint.POINT_INFINITY) ? point
                : new ECPoint(point.getAffineX(), point.getAffineY().negate().mod(p));
    }

    ECPoint add(ECPoint left, ECPoint right) {
        if (left.equals(ECPoint.POINT_INFINITY)) {
            return right;
        }
        if (right.equals(ECPoint.POINT_INFINITY)) {
            return left;
        }
        if (left.equals(negate(right))) {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger slope = left.equals(right)
                ? left.getAffineX().pow(2).multiply(THREE).add(a).multiply(left.getAffineY().shiftLeft(1).modInverse(p))
                : right.getAffineY().subtract(left.getAffineY())
                        .multiply(right.getAffineX().subtract(left.getAffineX()).mod(p).modInverse(p));
        BigInteger x = slope.multiply(slope).subtract(left.getAffineX()).subtract(right.getAffineX()).mod(p);
        BigInteger y = slope.multiply(left.getAffineX().subtract(x)).subtract(left.getAffineY()).mod(p);
        return new ECPoint(x, y);
    }

    ECPoint multiply(BigInteger factor, ECPoint point) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (factor.testBit(bit)) {
                sum = add(sum, point);
            }
        }
        return sum;
    }

    private BigInteger rightSide(BigInteger x) {
        return x.pow(3).add(a.multiply(x)).add(b).mod(p);
    }

    private static ECParameterSpec parameters(String name) {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec(name));
            return named.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java runtime has no " + name, impossible);
        }
    }
}
