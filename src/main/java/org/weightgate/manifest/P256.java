package org.weightgate.manifest;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Optional;

/// The curve secp256r1, for checks on public values only: nothing here touches a private key, so it need not run in
/// constant time.
final class P256 {

    static final String NAME = "secp256r1";
    static final ECParameterSpec PARAMETERS = parameters();

    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final BigInteger P = ((ECFieldFp) PARAMETERS.getCurve().getField()).getP();
    private static final BigInteger A = PARAMETERS.getCurve().getA();
    private static final BigInteger B = PARAMETERS.getCurve().getB();

    private P256() {
    }

    static BigInteger order() {
        return PARAMETERS.getOrder();
    }

    static boolean isSameCurve(ECParameterSpec other) {
        EllipticCurve curve = other.getCurve();
        return curve.getField().equals(PARAMETERS.getCurve().getField()) && curve.getA().equals(A) && curve.getB().equals(B)
                && other.getGenerator().equals(PARAMETERS.getGenerator()) && other.getOrder().equals(order())
                && other.getCofactor() == PARAMETERS.getCofactor();
    }

    static boolean isOnCurve(ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        return x.signum() >= 0 && x.compareTo(P) < 0 && y.signum() >= 0 && y.compareTo(P) < 0
                && y.multiply(y).mod(P).equals(rightSide(x));
    }

    /// The point with this x and an even y.
    static Optional<ECPoint> pointAt(BigInteger x) {
        if (x.signum() < 0 || x.compareTo(P) >= 0) {
            return Optional.empty();
        }
        BigInteger y = rightSide(x).modPow(P.add(BigInteger.ONE).shiftRight(2), P);
        var point = new ECPoint(x, y.testBit(0) ? P.subtract(y) : y);
        return isOnCurve(point) ? Optional.of(point) : Optional.empty();
    }

    static ECPoint negate(ECPoint point) {
        return point.equals(ECPoint.POINT_INFINITY) ? point
                : new ECPoint(point.getAffineX(), point.getAffineY().negate().mod(P));
    }

    static ECPoint add(ECPoint left, ECPoint right) {
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
                ? left.getAffineX().pow(2).multiply(THREE).add(A).multiply(left.getAffineY().shiftLeft(1).modInverse(P))
                : right.getAffineY().subtract(left.getAffineY())
                        .multiply(right.getAffineX().subtract(left.getAffineX()).mod(P).modInverse(P));
        BigInteger x = slope.multiply(slope).subtract(left.getAffineX()).subtract(right.getAffineX()).mod(P);
        BigInteger y = slope.multiply(left.getAffineX().subtract(x)).subtract(left.getAffineY()).mod(P);
        return new ECPoint(x, y);
    }

    static ECPoint multiply(BigInteger factor, ECPoint point) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (factor.testBit(bit)) {
                sum = add(sum, point);
            }
        }
        return sum;
    }

    private static BigInteger rightSide(BigInteger x) {
        return x.pow(3).add(A.multiply(x)).add(B).mod(P);
    }

    private static ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(NAME));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java runtime has no " + NAME, impossible);
        }
    }
}
