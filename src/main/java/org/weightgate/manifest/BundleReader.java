package org.weightgate.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a bundle: strict in the bundle and its envelope, where no extra field may stand; in the statement unknown
/// fields are ignored, as in-toto demands of its readers.
final class BundleReader {

    private static final String STATEMENT = ModelSignature.FILE_NAME + " statement";
    private static final int MAXIMUM_RESOURCES = 100_001;

    private BundleReader() {
    }

    static ModelSignature read(byte[] bytes) throws ManifestFormatException {
        JsonObject bundle = JsonObject.parse(ModelSignature.FILE_NAME, bytes, ModelSignature.MAXIMUM_BYTES);
        require(bundle, "mediaType", BundleWriter.MEDIA_TYPE);
        JsonObject material = bundle.object("verificationMaterial");
        if (material.names().contains("certificate")) {
            throw material.wrong("certificate", "present",
                    "signatures by an identity of a log (keyless) are not read, only by a key or a certificate chain");
        }
        Optional<CertificateChain> chain = material.names().contains("x509CertificateChain") ? Optional.of(chain(material))
                : Optional.empty();
        String fingerprint = chain.isPresent() ? chain.get().key().fingerprint() : fingerprint(material);
        nothingElse(material);
        JsonObject envelope = bundle.object("dsseEnvelope");
        bundle.nothingElse();
        byte[] payload = base64(envelope, "payload");
        require(envelope, "payloadType", ModelSignature.PAYLOAD_TYPE);
        List<JsonObject> signatures = envelope.objects("signatures", 16);
        envelope.nothingElse();
        if (signatures.size() != 1) {
            throw envelope.wrong("signatures", signatures, "exactly one signature is read");
        }
        JsonObject signature = signatures.getFirst();
        byte[] der = base64(signature, "sig");
        signature.optionalText("keyid", 256);
        signature.nothingElse();
        return new ModelSignature(fingerprint, chain, payload, der, statement(payload));
    }

    /// The key's fingerprint by its hint or, in bundles from before 1.1, from the key itself.
    private static String fingerprint(JsonObject material) throws ManifestFormatException {
        JsonObject key = material.object("publicKey");
        String fingerprint = key.names().contains("rawBytes") ? rawKey(key) : key.sha256("hint").hex();
        key.nothingElse();
        return fingerprint;
    }

    private static String rawKey(JsonObject key) throws ManifestFormatException {
        key.optionalText("keyDetails", 64);
        key.optionalText("hint", 256);
        byte[] pem = base64(key, "rawBytes");
        try {
            return SignerKey.ofPem(new String(pem, StandardCharsets.UTF_8)).fingerprint();
        } catch (KeyFormatException unusable) {
            throw key.wrong("rawBytes", "a key", String.valueOf(unusable.getMessage()));
        }
    }

    private static CertificateChain chain(JsonObject material) throws ManifestFormatException {
        JsonObject chain = material.object("x509CertificateChain");
        var der = new ArrayList<byte[]>();
        for (JsonObject certificate : chain.objects("certificates", 10)) {
            der.add(base64(certificate, "rawBytes"));
            certificate.nothingElse();
        }
        chain.nothingElse();
        try {
            return CertificateChain.ofDer(der);
        } catch (KeyFormatException unusable) {
            throw chain.wrong("certificates", der.size() + " certificates", String.valueOf(unusable.getMessage()));
        }
    }

    private static void nothingElse(JsonObject material) throws ManifestFormatException {
        material.optionalObjects("tlogEntries", 0);
        Optional<JsonObject> timestamps = material.optionalObject("timestampVerificationData");
        if (timestamps.isPresent()) {
            timestamps.get().optionalObjects("rfc3161Timestamps", 0);
            timestamps.get().nothingElse();
        }
        material.nothingElse();
    }

    private static SignedStatement statement(byte[] payload) throws ManifestFormatException {
        JsonObject statement = JsonObject.parse(STATEMENT, payload, ModelSignature.MAXIMUM_BYTES);
        require(statement, "_type", BundleWriter.STATEMENT_TYPE);
        require(statement, "predicateType", BundleWriter.PREDICATE_TYPE);
        List<JsonObject> subjects = statement.objects("subject", 16);
        if (subjects.size() != 1) {
            throw statement.wrong("subject", subjects, "exactly one subject is read");
        }
        JsonObject subject = subjects.getFirst();
        JsonObject predicate = statement.object("predicate");
        List<String> leftOut = serialization(predicate.object("serialization"));
        Map<String, Digest> resources = resources(predicate);
        JsonObject digest = subject.object("digest");
        Digest root = ModelSignature.root(resources.values());
        if (!digest.sha256("sha256").equals(root)) {
            throw digest.wrong("sha256", digest.sha256("sha256"), "the resources add up to " + root);
        }
        return new SignedStatement(Printable.of(subject.text("name", 1024), 200), resources, leftOut);
    }

    /// What the signer left out, which bundles from before 1.1 do not say.
    private static List<String> serialization(JsonObject serialization) throws ManifestFormatException {
        require(serialization, "method", "files");
        require(serialization, "hash_type", "sha256");
        if (!serialization.isAbsent("allow_symlinks") && serialization.flag("allow_symlinks")) {
            throw serialization.wrong("allow_symlinks", true, "symbolic links are never followed");
        }
        return serialization.isAbsent("ignore_paths") ? List.of() : serialization.texts("ignore_paths", 1024, 4096);
    }

    private static Map<String, Digest> resources(JsonObject predicate) throws ManifestFormatException {
        var resources = new LinkedHashMap<String, Digest>();
        for (JsonObject resource : predicate.objects("resources", MAXIMUM_RESOURCES)) {
            String name = resource.text("name", 4096);
            Optional<String> problem = name.equals(Manifest.FILE_NAME) ? Optional.empty() : SafePath.problem(name);
            if (problem.isPresent()) {
                throw resource.wrong("name", name, problem.get());
            }
            require(resource, "algorithm", "sha256");
            if (resources.put(name, resource.sha256("digest")) != null) {
                throw resource.wrong("name", name, "each file is signed once");
            }
        }
        if (resources.isEmpty()) {
            throw predicate.wrong("resources", List.of(), "at least one file is signed");
        }
        return resources;
    }

    private static void require(JsonObject owner, String name, String expected) throws ManifestFormatException {
        String actual = owner.text(name, 256);
        if (!actual.equals(expected)) {
            throw owner.wrong(name, actual, "only " + expected + " is known");
        }
    }

    private static byte[] base64(JsonObject owner, String name) throws ManifestFormatException {
        String text = owner.text(name, ModelSignature.MAXIMUM_BYTES);
        byte[] bytes = ModelSignature.base64(text);
        if (bytes == null) {
            throw owner.wrong(name, text, "must be base64");
        }
        return bytes;
    }
}
