package org.weightgate.manifest;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

import javax.crypto.KeyAgreement;

/// A publisher's private key and the public key that belongs to it.
public final class SigningKey {

    private final PrivateKey privateKey;
    private final SignerKey signer;

    private SigningKey(PrivateKey privateKey, SignerKey signer) {
        this.privateKey = privateKey;
        this.signer = signer;
    }

    /// A new random key.
    public static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(Curve.P256.standardName()));
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(pair.getPrivate(), SignerKey.of(pair.getPublic()));
        } catch (GeneralSecurityException | KeyFormatException impossible) {
            throw new IllegalStateException("this Java runtime makes no keys on " + Curve.P256.standardName(), impossible);
        }
    }

    /// Reads a PEM file with an unencrypted PKCS#8 `PRIVATE KEY` block.
    public static SigningKey ofPem(String text) throws KeyFormatException {
        Pem pem = Pem.read(text);
        switch (pem.label()) {
            case "PRIVATE KEY" -> {
            }
            case "PUBLIC KEY" -> throw new KeyFormatException("it holds a public key; signing needs the private one");
            default -> throw new KeyFormatException("it holds a " + pem.label()
                    + "; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.p8");
        }
        try {
            var encoded = new PKCS8EncodedKeySpec(pem.der());
            if (KeyFactory.getInstance("EC").generatePrivate(encoded) instanceof ECPrivateKey key
                    && Curve.of(key.getParams()).filter(Curve.P256::equals).isPresent()) {
                return new SigningKey(key, publicKeyOf(key));
            }
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new KeyFormatException("it holds no ECDSA private key on the curve P-256");
        }
        throw new KeyFormatException(
                "it holds a key on another curve; releases are signed on P-256 only, which every verifier knows");
    }

    /// Agreeing with the generator yields the x of the public point, computed by the JDK in constant time; the sign of
    /// y is the one with which a signature verifies.
    private static SignerKey publicKeyOf(ECPrivateKey key) throws GeneralSecurityException, KeyFormatException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(KeyFactory.getInstance("EC").generatePublic(
                new ECPublicKeySpec(Curve.P256.parameters().getGenerator(), Curve.P256.parameters())), true);
        ECPoint even = Curve.P256.pointAt(new BigInteger(1, agreement.generateSecret()))
                .orElseThrow(() -> new KeyFormatException("its public point does not exist"));
        byte[] probe = new byte[Digest.LENGTH];
        byte[] signature = sign(key, probe);
        for (ECPoint point : List.of(even, Curve.P256.negate(even))) {
            SignerKey candidate = SignerKey.ofPoint(point, Curve.P256);
            if (verifies(candidate, probe, signature)) {
                return candidate;
            }
        }
        throw new KeyFormatException("its public key cannot be derived");
    }

    /// An unencrypted PKCS#8 PEM.
    public String pem() {
        return Pem.write("PRIVATE KEY", privateKey.getEncoded());
    }

    /// The public half.
    public SignerKey signer() {
        return signer;
    }

    byte[] sign(byte[] data) {
        try {
            return sign(privateKey, data);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the signing key does not sign", failure);
        }
    }

    private static byte[] sign(PrivateKey key, byte[] data) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(Curve.P256.signatureAlgorithm());
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    static boolean verifies(SignerKey signer, byte[] data, byte[] der) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signer.curve().signatureAlgorithm());
        signature.initVerify(signer.key());
        signature.update(data);
        return signature.verify(der);
    }
}
