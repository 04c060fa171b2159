package org.weightgate.manifest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/// A publisher's public key: ECDSA on P-256, P-384 or P-521, checked to be a point of that curve. Known by its fingerprint, the
/// hexadecimal SHA-256 over its PEM text, which a signature names as its hint.
public final class SignerKey {

    private static final String CURVES = "P-256, P-384 or P-521";

    private final ECPublicKey key;
    private final Curve curve;
    private final String pem;
    private final String fingerprint;

    private SignerKey(ECPublicKey key, Curve curve) {
        this.key = key;
        this.curve = curve;
        this.pem = Pem.write("PUBLIC KEY", key.getEncoded());
        this.fingerprint = Digest.sha256(pem.getBytes(StandardCharsets.US_ASCII)).hex();
    }

    /// Reads a PEM file with a `PUBLIC KEY` block.
    public static SignerKey ofPem(String text) throws KeyFormatException {
        Pem pem = Pem.read(text);
        if (pem.label().contains("PRIVATE")) {
            throw new KeyFormatException("it holds a private key; give the public one, which ends in .pub");
        }
        if (!pem.label().equals("PUBLIC KEY")) {
            throw new KeyFormatException("it holds a " + pem.label() + ", not a PUBLIC KEY");
        }
        try {
            return of(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(pem.der())));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new KeyFormatException("it holds no ECDSA public key on the curve " + CURVES);
        }
    }

    /// Wraps a key already in memory.
    public static SignerKey of(PublicKey key) throws KeyFormatException {
        Optional<Curve> curve = key instanceof ECPublicKey given ? Curve.of(given.getParams()) : Optional.empty();
        if (!(key instanceof ECPublicKey candidate) || curve.isEmpty()) {
            throw new KeyFormatException("only ECDSA keys on the curve " + CURVES + " are used, this one is "
                    + (key instanceof ECPublicKey ? "on another curve" : key.getAlgorithm()));
        }
        if (!curve.get().isOnCurve(candidate.getW())) {
            throw new KeyFormatException("its point does not lie on its curve");
        }
        return ofPoint(candidate.getW(), curve.get());
    }

    static SignerKey ofPoint(ECPoint point, Curve curve) throws KeyFormatException {
        try {
            return new SignerKey((ECPublicKey) KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(point, curve.parameters())), curve);
        } catch (GeneralSecurityException _) {
            throw new KeyFormatException("its point cannot be a public key on its curve");
        }
    }

    Curve curve() {
        return curve;
    }

    /// The point on its curve.
    public ECPublicKey key() {
        return key;
    }

    /// As `SubjectPublicKeyInfo` in PEM.
    public String pem() {
        return pem;
    }

    /// SHA-256 over the PEM text, as 64 hexadecimal characters: what signatures name the key by.
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignerKey signer && fingerprint.equals(signer.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "key " + fingerprint;
    }
}
