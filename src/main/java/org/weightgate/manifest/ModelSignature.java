package org.weightgate.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/// `model.sig`: an OpenSSF Model Signing 1.0 bundle of the key or the certificate variant, ECDSA over a DSSE envelope: made on
/// P-256, read on P-384 and P-521 too. Reading checks
/// the form; only [#verify] says that a trusted key signed it.
public final class ModelSignature {

    /// The name of the signature inside the release's folder.
    public static final String FILE_NAME = "model.sig";

    /// More bytes than this are never parsed.
    public static final int MAXIMUM_BYTES = 32 << 20;

    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private final String signerFingerprint;
    private final Optional<CertificateChain> chain;
    private final byte[] payload;
    private final byte[] signature;
    private final SignedStatement statement;

    ModelSignature(String signerFingerprint, Optional<CertificateChain> chain, byte[] payload, byte[] signature,
            SignedStatement statement) {
        this.signerFingerprint = signerFingerprint;
        this.chain = chain;
        this.payload = payload;
        this.signature = signature;
        this.statement = statement;
    }

    /// Signs the digests of a release's files, by path; the manifest must be one of them.
    public static byte[] sign(String subject, Map<String, Digest> resources, SigningKey key) {
        byte[] payload = payload(subject, resources);
        return BundleWriter.bundle(key.signer().fingerprint(), payload, key.sign(preAuthenticationEncoding(payload)));
    }

    /// The same, with certificates that say whose key it is instead of the key's fingerprint.
    ///
    /// @throws KeyFormatException if the first certificate is not for this key
    public static byte[] sign(String subject, Map<String, Digest> resources, SigningKey key, CertificateChain chain)
            throws KeyFormatException {
        if (!chain.key().equals(key.signer())) {
            throw new KeyFormatException(
                    "the first certificate is for another key than the one that signs; begin with the signer's own");
        }
        byte[] payload = payload(subject, resources);
        return BundleWriter.bundle(chain, payload, key.sign(preAuthenticationEncoding(payload)));
    }

    private static byte[] payload(String subject, Map<String, Digest> resources) {
        if (!resources.containsKey(Manifest.FILE_NAME)) {
            throw new IllegalArgumentException("a release is signed together with its " + Manifest.FILE_NAME);
        }
        var sorted = new TreeMap<String, Digest>(CodePoints.ORDER);
        sorted.putAll(resources);
        return BundleWriter.statement(subject, root(sorted.values()), sorted);
    }

    /// Reads a bundle of at most 32 MiB without believing it.
    public static ModelSignature read(byte[] bundle) throws ManifestFormatException {
        return BundleReader.read(bundle);
    }

    /// The certificates that say whose key it was, if the bundle has any.
    public Optional<CertificateChain> certificates() {
        return chain;
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
    ///
    /// @throws UnknownSignerException if the key it names is not a trusted one
    /// @throws VerificationException  if no trusted authority certified that key, or it did not sign this
    public SignedStatement verify(TrustedKeys trust) throws VerificationException {
        SignerKey signer = signer(trust);
        if (!isBy(signer)) {
            throw new VerificationException(FILE_NAME, "signature", "it does not verify with the key " + signerFingerprint
                    + ": the file was altered or belongs to another release");
        }
        return statement;
    }

    private SignerKey signer(TrustedKeys trust) throws VerificationException {
        if (chain.isPresent()) {
            return trust.require(chain.get());
        }
        return trust.find(signerFingerprint).orElseThrow(() -> new UnknownSignerException(signerFingerprint));
    }

    /// The public key that made this signature, from its certificate or computed from the signature itself, if its fingerprint is
    /// the one the bundle names. It proves that the bundle is whole, not that anyone should trust the key.
    public Optional<SignerKey> recoverSigner() {
        if (chain.isPresent()) {
            return Optional.of(chain.get().key()).filter(this::isBy);
        }
        return EcdsaRecovery.candidates(signature, preAuthenticationEncoding(payload))
                .filter(key -> key.fingerprint().equals(signerFingerprint) && isBy(key)).findFirst();
    }

    private boolean isBy(SignerKey signer) {
        return verifies(signer, PAYLOAD_TYPE, payload, signature);
    }

    static boolean verifies(SignerKey signer, String payloadType, byte[] payload, byte[] signature) {
        try {
            return SigningKey.verifies(signer, preAuthenticationEncoding(payloadType, payload), signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    static byte[] preAuthenticationEncoding(byte[] payload) {
        return preAuthenticationEncoding(PAYLOAD_TYPE, payload);
    }

    static byte[] preAuthenticationEncoding(String type, byte[] payload) {
        var encoding = new ByteArrayOutputStream(payload.length + 64);
        encoding.writeBytes(("DSSEv1 " + type.length() + " " + type + " " + payload.length + " ")
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
