package org.weightgate.manifest;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which keys a publisher signs with, until when, in a file signed by one of the publisher's earlier keys: so a reader who chose
/// to trust one key follows to the next without asking anybody again. Believed only after [Signed#verify].
public record KeyList(String publisher, int sequence, Instant issued, Instant expires, List<Key> keys) {

    /// One key, and until when signatures by it are believed, if that is before the list's own end.
    public record Key(SignerKey key, Optional<Instant> until) {
    }

    /// The only schema this version reads and writes.
    public static final String SCHEMA = "urn:weights-keys:1";

    /// More bytes than this are never parsed.
    public static final int MAXIMUM_BYTES = 256 << 10;

    /// More keys than this are refused.
    public static final int MAXIMUM_KEYS = 64;

    private static final String DOCUMENT = "key list";
    private static final String PAYLOAD_TYPE = "application/vnd.weights-keys.v1+json";
    private static final Pattern PUBLISHER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

    public KeyList {
        keys = List.copyOf(keys);
    }

    /// Why a list is not followed.
    public static VerificationException refusal(String place, String reason) {
        return new VerificationException(DOCUMENT, place, reason,
                "Nothing was changed. Get the newest list from the publisher.");
    }

    /// A list as stored: what it says, and signatures nobody checked yet.
    public static final class Signed {

        @SuppressWarnings("ArrayRecordComponent")
        private record Signature(String fingerprint, byte[] der) {
        }

        private final byte[] payload;
        private final List<Signature> signatures;
        private final KeyList list;

        private Signed(byte[] payload, List<Signature> signatures, KeyList list) {
            this.payload = payload;
            this.signatures = signatures;
            this.list = list;
        }

        /// What the list says, if a signature on it is good: call [#verify] to know.
        public KeyList unverified() {
            return list;
        }

        /// The fingerprint of the key that is named first.
        public String signer() {
            return signatures.getFirst().fingerprint();
        }

        /// The list and the trusted key that vouches for it. Every signature by a trusted key must be good.
        public SignerKey verify(TrustedKeys trust, Instant now) throws VerificationException {
            SignerKey voucher = null;
            for (Signature signature : signatures) {
                Optional<SignerKey> key = trust.find(signature.fingerprint());
                if (key.isEmpty()) {
                    continue;
                }
                if (!ModelSignature.verifies(key.get(), PAYLOAD_TYPE, payload, signature.der())) {
                    throw refusal("signature",
                            "it does not verify with the key " + signature.fingerprint() + ": the list was altered");
                }
                voucher = voucher == null ? key.get() : voucher;
            }
            if (voucher == null) {
                throw new UnknownSignerException(signer());
            }
            if (!now.isBefore(list.expires())) {
                throw refusal("expires", "the list ended on " + list.expires()
                        + "; ask the publisher for the one after it");
            }
            return voucher;
        }
    }

    /// Signs a list with one of the publisher's keys.
    public static byte[] sign(KeyList list, SigningKey key) {
        byte[] payload = list.write();
        byte[] signature = key.sign(ModelSignature.preAuthenticationEncoding(PAYLOAD_TYPE, payload));
        return WrittenJson.of(json -> {
            json.writeStartObject();
            json.writeStringField("payload", Base64.getEncoder().encodeToString(payload));
            json.writeStringField("payloadType", PAYLOAD_TYPE);
            json.writeArrayFieldStart("signatures");
            json.writeStartObject();
            json.writeStringField("keyid", key.signer().fingerprint());
            json.writeStringField("sig", Base64.getEncoder().encodeToString(signature));
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /// Reads a signed list without believing it.
    public static Signed read(byte[] bytes) throws ManifestFormatException {
        JsonObject envelope = JsonObject.parse(DOCUMENT, bytes, MAXIMUM_BYTES);
        String type = envelope.text("payloadType", 256);
        if (!type.equals(PAYLOAD_TYPE)) {
            throw envelope.wrong("payloadType", type, "only " + PAYLOAD_TYPE + " is known");
        }
        byte[] payload = base64(envelope, "payload");
        var signatures = new ArrayList<Signed.Signature>();
        for (JsonObject signature : envelope.objects("signatures", 8)) {
            signatures.add(new Signed.Signature(signature.sha256("keyid").hex(), base64(signature, "sig")));
            signature.nothingElse();
        }
        envelope.nothingElse();
        if (signatures.isEmpty()) {
            throw envelope.wrong("signatures", List.of(), "at least one signature is needed");
        }
        return new Signed(payload, signatures, list(JsonObject.parse(DOCUMENT, payload, MAXIMUM_BYTES)));
    }

    private static KeyList list(JsonObject json) throws ManifestFormatException {
        String schema = json.text("schema", 256);
        if (!schema.equals(SCHEMA)) {
            throw json.wrong("schema", schema, "only " + SCHEMA + " is known");
        }
        String publisher = json.text("publisher", 256);
        if (!isPublisher(publisher)) {
            throw json.wrong("publisher", publisher, "must match " + PUBLISHER);
        }
        int sequence = Math.toIntExact(json.integer("sequence", 1, Integer.MAX_VALUE));
        Instant issued = instant(json, "issued", json.text("issued", 64));
        Instant expires = instant(json, "expires", json.text("expires", 64));
        if (!expires.isAfter(issued)) {
            throw json.wrong("expires", expires, "must lie after issued");
        }
        var keys = new ArrayList<Key>();
        var seen = new HashSet<SignerKey>();
        for (JsonObject entry : json.objects("keys", MAXIMUM_KEYS)) {
            Key key = key(entry);
            if (!seen.add(key.key())) {
                throw entry.wrong("pem", key.key().fingerprint(), "each key is listed once");
            }
            keys.add(key);
        }
        json.nothingElse();
        if (keys.isEmpty()) {
            throw json.wrong("keys", List.of(), "a list names at least one key");
        }
        return new KeyList(publisher, sequence, issued, expires, keys);
    }

    private static Key key(JsonObject entry) throws ManifestFormatException {
        String pem = entry.text("pem", 4096);
        Optional<String> until = entry.optionalText("until", 64);
        entry.nothingElse();
        try {
            return new Key(SignerKey.ofPem(pem), until.isEmpty() ? Optional.empty()
                    : Optional.of(instant(entry, "until", until.get())));
        } catch (KeyFormatException unusable) {
            throw entry.wrong("pem", "a key", String.valueOf(unusable.getMessage()));
        }
    }

    /// Whether `name` can name a publisher.
    public static boolean isPublisher(String name) {
        return PUBLISHER.matcher(name).matches();
    }

    private static Instant instant(JsonObject owner, String name, String text) throws ManifestFormatException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw owner.wrong(name, text, "must be a UTC time such as 2026-11-20T09:00:00Z");
        }
    }

    private static byte[] base64(JsonObject owner, String name) throws ManifestFormatException {
        String text = owner.text(name, MAXIMUM_BYTES);
        byte[] bytes = ModelSignature.base64(text);
        if (bytes == null) {
            throw owner.wrong(name, text, "must be base64");
        }
        return bytes;
    }

    private byte[] write() {
        return WrittenJson.of(json -> {
            json.writeStartObject();
            json.writeStringField("expires", expires.toString());
            json.writeStringField("issued", issued.toString());
            json.writeArrayFieldStart("keys");
            for (Key key : keys) {
                json.writeStartObject();
                json.writeStringField("pem", key.key().pem());
                if (key.until().isPresent()) {
                    json.writeStringField("until", key.until().get().toString());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("publisher", publisher);
            json.writeStringField("schema", SCHEMA);
            json.writeNumberField("sequence", sequence);
            json.writeEndObject();
        });
    }
}
