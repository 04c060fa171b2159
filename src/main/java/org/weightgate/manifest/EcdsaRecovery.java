package org.weightgate.manifest;

import java.math.BigInteger;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which public keys could have made a given ECDSA signature over P-256: at most four.
final class EcdsaRecovery {

    private EcdsaRecovery() {
    }

    /// r and s of a DER signature: a sequence of two positive integers below the order of the curve.
    static Optional<BigInteger[]> parse(byte[] der) {
        if (der.length < 8 || der.length > 72 || der[0] != 0x30 || der[1] != der.length - 2 || der[2] != 2) {
            return Optional.empty();
        }
        int first = der[3];
        if (first < 1 || 4 + first + 2 > der.length || der[4 + first] != 2) {
            return Optional.empty();
        }
        int second = der[5 + first];
        if (second < 1 || 6 + first + second != der.length) {
            return Optional.empty();
        }
        var r = new BigInteger(der, 4, first);
        var s = new BigInteger(der, 6 + first, second);
        boolean inRange = r.signum() > 0 && s.signum() > 0 && r.compareTo(P256.order()) < 0 && s.compareTo(P256.order()) < 0;
        return inRange ? Optional.of(new BigInteger[] { r, s }) : Optional.empty();
    }

    static List<SignerKey> candidates(BigInteger r, BigInteger s, BigInteger digest) {
        var candidates = new ArrayList<SignerKey>();
        for (BigInteger x : List.of(r, r.add(P256.order()))) {
            Optional<ECPoint> even = P256.pointAt(x);
            if (even.isPresent()) {
                for (ECPoint point : List.of(even.get(), P256.negate(even.get()))) {
                    candidate(r, s, digest, point).ifPresent(candidates::add);
                }
            }
        }
        return candidates;
    }

    private static Optional<SignerKey> candidate(BigInteger r, BigInteger s, BigInteger digest, ECPoint point) {
        BigInteger inverse = r.modInverse(P256.order());
        ECPoint signed = P256.multiply(s.multiply(inverse).mod(P256.order()), point);
        ECPoint message = P256.multiply(digest.multiply(inverse).mod(P256.order()), P256.PARAMETERS.getGenerator());
        ECPoint key = P256.add(signed, P256.negate(message));
        try {
            return P256.isOnCurve(key) ? Optional.of(SignerKey.ofPoint(key)) : Optional.empty();
        } catch (KeyFormatException _) {
            return Optional.empty();
        }
    }
}
