package org.weightgate.manifest;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/// `model.sig`: an OpenSSF Model Signing 1.0 bundle of the key variant, ECDSA P-256 over a DSSE envelope. Reading checks
/// the form; only [#verify] says that a trusted key signed it.
public final class ModelSignature {

    /// The name of the signature inside the release's folder.
    public static final String FILE_NAME = "model.sig";

    /// More bytes than this are never parsed.
    public static final int MAXIMUM_BYTES = 32 << 20;

    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private final String signerFingerprint;
    private final byte[] payload;
    private final byte[] signature;
    private final SignedStatement statement;

    ModelSignature(String signerFingerprint, byte[] payload, byte[] signature, SignedStatement statement) {
        this.signerFingerprint = signerFingerprint;
        this.payload = payload;
        this.signature = signature;
        this.statement = statement;
    }

    /// Signs the digests of a release's files, by path; the manifest must be one of them.
    public static byte[] sign(String subject, Map<String, Digest> resources, SigningKey key) {
        if (!resources.containsKey(Manifest.FILE_NAME)) {
            throw new IllegalArgumentException("a release is signed together with its " + Manifest.FILE_NAME);
        }
        var sorted = new TreeMap<String, Digest>(CodePoints.ORDER);
        sorted.putAll(resources);
        byte[] payload = BundleWriter.statement(subject, root(sorted.values()), sorted);
        return BundleWriter.bundle(key.signer().fingerprint(), payload, key.sign(preAuthenticationEncoding(payload)));
    }

    /// Reads a bundle of at most 32 MiB without believing it.
    public static ModelSignature read(byte[] bundle) throws ManifestFormatException {
        return BundleReader.read(bundle);
    }

    /// The fingerprint of the key the bundle says it was signed with.
    public String signerFingerprint() {
        return signerFingerprint;
    }

    /// What was signed, if the signature is good: call [#verify] to know.
    public SignedStatement unverifiedStatement() {
        return statement;
    }

    /// Checks the signature with the trusted key it names.
    public SignedStatement verify(TrustedKeys trust) throws VerificationException {
        Optional<SignerKey> signer = trust.find(signerFingerprint);
        if (signer.isEmpty()) {
            throw new UnknownSignerException(signerFingerprint);
        }
        if (!isBy(signer.get())) {
            throw new VerificationException(FILE_NAME, "signature", "it does not verify with the key " + signerFingerprint
                    + ": the file was altered or belongs to another release");
        }
        return statement;
    }

    /// The public key that made this signature, computed from the signature itself, if its fingerprint is the one the
    /// bundle names. It proves that the bundle is whole, not that anyone should trust the key.
    public Optional<SignerKey> recoverSigner() {
        Optional<BigInteger[]> pair = EcdsaRecovery.parse(signature);
        if (pair.isEmpty()) {
            return Optional.empty();
        }
        byte[] digest = Digest.sha256(preAuthenticationEncoding(payload)).bytes();
        List<SignerKey> candidates = EcdsaRecovery.candidates(pair.get()[0], pair.get()[1], new BigInteger(1, digest));
        return candidates.stream().filter(key -> key.fingerprint().equals(signerFingerprint) && isBy(key)).findFirst();
    }

    private boolean isBy(SignerKey signer) {
        try {
            return SigningKey.verifies(signer, preAuthenticationEncoding(payload), signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    static byte[] preAuthenticationEncoding(byte[] payload) {
        var encoding = new ByteArrayOutputStream(payload.length + 64);
        encoding.writeBytes(("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
                .getBytes(StandardCharsets.US_ASCII));
        encoding.writeBytes(payload);
        return encoding.toByteArray();
    }

    /// SHA-256 over the raw digests in their order.
    static Digest root(Collection<Digest> digests) {
        MessageDigest hasher = Digest.hasher();
        digests.forEach(digest -> digest.updateInto(hasher));
        return Digest.of(hasher.digest());
    }

    static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
