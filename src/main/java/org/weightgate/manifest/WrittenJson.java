package org.weightgate.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/// A JSON document on its way to memory.
final class WrittenJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /// What writes it.
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private WrittenJson() {
    }

    /// The UTF-8 bytes of what `body` writes.
    static byte[] of(Body body) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            body.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
