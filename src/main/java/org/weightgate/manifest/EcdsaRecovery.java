package org.weightgate.manifest;

import java.math.BigInteger;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which public keys could have made a given ECDSA signature: at most four on each curve.
final class EcdsaRecovery {

    private EcdsaRecovery() {
    }

    private record Pair(BigInteger r, BigInteger s) {
    }

    /// The keys on any of the curves that `der` over `message` may be from, each curve computed only when no earlier one would do.
    static Stream<SignerKey> candidates(byte[] der, byte[] message) {
        return Curve.ALL.stream().flatMap(curve -> parse(der, curve).stream()
                .flatMap(pair -> candidates(pair, curve.digest(message), curve).stream()));
    }

    /// r and s of a DER signature: a sequence of two positive integers below the order of the curve.
    private static Optional<Pair> parse(byte[] der, Curve curve) {
        int most = curve.order().bitLength() / 8 + 1;
        if (der.length < 8 || der.length > 2 * most + 7 || der[0] != 0x30) {
            return Optional.empty();
        }
        boolean isLong = der[1] == (byte) 0x81;
        int begin = isLong ? 3 : 2;
        int length = isLong ? der[2] & 0xff : der[1];
        if (length != der.length - begin || (isLong && length < 0x80) || der[begin] != 2) {
            return Optional.empty();
        }
        int first = der[begin + 1];
        if (first < 1 || first > most || begin + 2 + first + 2 > der.length || der[begin + 2 + first] != 2) {
            return Optional.empty();
        }
        int second = der[begin + 3 + first];
        if (second < 1 || begin + 4 + first + second != der.length) {
            return Optional.empty();
        }
        var r = new BigInteger(der, begin + 2, first);
        var s = new BigInteger(der, begin + 4 + first, second);
        boolean inRange = r.signum() > 0 && s.signum() > 0 && r.compareTo(curve.order()) < 0 && s.compareTo(curve.order()) < 0;
        return inRange ? Optional.of(new Pair(r, s)) : Optional.empty();
    }

    private static List<SignerKey> candidates(Pair pair, BigInteger digest, Curve curve) {
        var candidates = new ArrayList<SignerKey>();
        for (BigInteger x : List.of(pair.r(), pair.r().add(curve.order()))) {
            Optional<ECPoint> even = curve.pointAt(x);
            if (even.isPresent()) {
                for (ECPoint point : List.of(even.get(), curve.negate(even.get()))) {
                    candidate(pair, digest, point, curve).ifPresent(candidates::add);
                }
            }
        }
        return candidates;
    }

    private static Optional<SignerKey> candidate(Pair pair, BigInteger digest, ECPoint point, Curve curve) {
        BigInteger inverse = pair.r().modInverse(curve.order());
        ECPoint signed = curve.multiply(pair.s().multiply(inverse).mod(curve.order()), point);
        ECPoint message = curve.multiply(digest.multiply(inverse).mod(curve.order()), curve.parameters().getGenerator());
        ECPoint key = curve.add(signed, curve.negate(message));
        try {
            return curve.isOnCurve(key) ? Optional.of(SignerKey.ofPoint(key, curve)) : Optional.empty();
        } catch (KeyFormatException _) {
            return Optional.empty();
        }
    }
}
