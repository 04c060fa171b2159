package org.weightgate.manifest;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;

/// Writes a manifest: compact UTF-8 with sorted keys and files sorted by code point (the form of RFC 8785), so that
/// equal manifests are equal bytes. Readers never rely on that: they hash and verify the bytes as stored.
public final class ManifestWriter {

    private ManifestWriter() {
    }

    /// UTF-8 JSON, the same bytes for the same manifest.
    public static byte[] write(Manifest manifest) {
        return WrittenJson.of(json -> write(json, manifest));
    }

    private static void write(JsonGenerator json, Manifest manifest) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("files");
        List<FileEntry> files = manifest.files().stream()
                .sorted(Comparator.comparing(FileEntry::path, CodePoints.ORDER)).toList();
        for (FileEntry file : files) {
            file(json, file);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("hash");
        json.writeStringField("chunk", "sha256");
        json.writeNumberField("chunkSize", manifest.chunkSize());
        json.writeStringField("file", "sha256");
        json.writeEndObject();
        if (manifest.model().isPresent()) {
            facts(json, manifest.model().get());
        }
        release(json, manifest.release());
        json.writeStringField("schema", Manifest.SCHEMA);
        if (manifest.selfTest().isPresent()) {
            selfTest(json, manifest.selfTest().get());
        }
        if (!manifest.terms().isEmpty()) {
            terms(json, manifest.terms());
        }
        json.writeEndObject();
    }

    private static void file(JsonGenerator json, FileEntry file) throws IOException {
        json.writeStartObject();
        json.writeStringField("chunkRoot", file.chunkRoot().hex());
        json.writeStringField("chunks", file.chunks().base64());
        json.writeStringField("path", file.path());
        json.writeStringField("role", file.role());
        json.writeStringField("sha256", file.sha256().hex());
        json.writeNumberField("size", file.size());
        json.writeEndObject();
    }

    private static void facts(JsonGenerator json, ModelFacts facts) throws IOException {
        json.writeObjectFieldStart("model");
        json.writeStringField("architecture", facts.architecture());
        json.writeStringField("dtype", facts.dtype());
        json.writeNumberField("parameters", facts.parameters());
        json.writeEndObject();
    }

    private static void release(JsonGenerator json, Release release) throws IOException {
        json.writeObjectFieldStart("release");
        json.writeStringField("created", release.created().toString());
        if (release.expires().isPresent()) {
            json.writeStringField("expires", release.expires().get().toString());
        }
        json.writeStringField("model", release.model());
        json.writeNumberField("revision", release.revision());
        json.writeStringField("version", release.version());
        json.writeEndObject();
    }

    private static void selfTest(JsonGenerator json, SelfTest test) throws IOException {
        json.writeObjectFieldStart("selftest");
        json.writeArrayFieldStart("expected");
        for (SelfTest.Expected expected : test.expected()) {
            json.writeStartObject();
            json.writeNumberField("logit", expected.logit());
            json.writeNumberField("position", expected.position());
            json.writeNumberField("token", expected.token());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("tokens");
        for (int token : test.tokens()) {
            json.writeNumber(token);
        }
        json.writeEndArray();
        json.writeNumberField("tolerance", test.tolerance());
        json.writeEndObject();
    }

    private static void terms(JsonGenerator json, List<Terms> terms) throws IOException {
        json.writeArrayFieldStart("terms");
        for (Terms entry : terms) {
            json.writeStartObject();
            json.writeStringField("id", entry.id());
            json.writeStringField("path", entry.path());
            json.writeStringField("sha256", entry.sha256().hex());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
