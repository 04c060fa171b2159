package org.weightgate.manifest;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonGenerator;

/// Writes the two JSON documents of a signature: the in-toto statement and the Sigstore bundle around it.
final class BundleWriter {

    static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";

    private BundleWriter() {
    }

    static byte[] statement(String subject, Digest root, Map<String, Digest> resources) {
        return WrittenJson.of(json -> {
            json.writeStartObject();
            json.writeStringField("_type", STATEMENT_TYPE);
            json.writeArrayFieldStart("subject");
            json.writeStartObject();
            json.writeStringField("name", subject);
            json.writeObjectFieldStart("digest");
            json.writeStringField("sha256", root.hex());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeStringField("predicateType", PREDICATE_TYPE);
            json.writeObjectFieldStart("predicate");
            serialization(json);
            json.writeArrayFieldStart("resources");
            for (var resource : resources.entrySet()) {
                json.writeStartObject();
                json.writeStringField("name", resource.getKey());
                json.writeStringField("algorithm", "sha256");
                json.writeStringField("digest", resource.getValue().hex());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void serialization(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("serialization");
        json.writeStringField("method", "files");
        json.writeStringField("hash_type", "sha256");
        json.writeBooleanField("allow_symlinks", false);
        json.writeArrayFieldStart("ignore_paths");
        for (String name : Stream.concat(SafePath.IGNORED.stream(), Stream.of(ModelSignature.FILE_NAME)).toList()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static byte[] bundle(String hint, byte[] payload, byte[] signature) {
        return bundle(payload, signature, json -> {
            json.writeObjectFieldStart("publicKey");
            json.writeStringField("hint", hint);
            json.writeEndObject();
        });
    }

    static byte[] bundle(CertificateChain chain, byte[] payload, byte[] signature) {
        return bundle(payload, signature, json -> {
            json.writeObjectFieldStart("x509CertificateChain");
            json.writeArrayFieldStart("certificates");
            for (byte[] certificate : chain.der()) {
                json.writeStartObject();
                json.writeStringField("rawBytes", Base64.getEncoder().encodeToString(certificate));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static byte[] bundle(byte[] payload, byte[] signature, WrittenJson.Body material) {
        return WrittenJson.of(json -> {
            json.writeStartObject();
            json.writeStringField("mediaType", MEDIA_TYPE);
            json.writeObjectFieldStart("verificationMaterial");
            material.write(json);
            json.writeArrayFieldStart("tlogEntries");
            json.writeEndArray();
            json.writeEndObject();
            json.writeObjectFieldStart("dsseEnvelope");
            json.writeStringField("payload", Base64.getEncoder().encodeToString(payload));
            json.writeStringField("payloadType", ModelSignature.PAYLOAD_TYPE);
            json.writeArrayFieldStart("signatures");
            json.writeStartObject();
            json.writeStringField("sig", Base64.getEncoder().encodeToString(signature));
            json.writeStringField("keyid", "");
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
