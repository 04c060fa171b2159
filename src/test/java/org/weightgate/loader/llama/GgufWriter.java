package org.weightgate.loader.llama;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.weightgate.loader.weights.DType;

/// Writes GGUF files of version 3 for tests.
public final class GgufWriter {

    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int keys;
    private int tensors;

    public GgufWriter text(String key, String value) {
        key(key, 8);
        string(metadata, value);
        return this;
    }

    public GgufWriter count(String key, int value) {
        key(key, 4);
        int32(metadata, value);
        return this;
    }

    public GgufWriter number(String key, float value) {
        key(key, 6);
        int32(metadata, Float.floatToRawIntBits(value));
        return this;
    }

    public GgufWriter truth(String key, boolean value) {
        key(key, 7);
        metadata.write(value ? 1 : 0);
        return this;
    }

    public GgufWriter texts(String key, List<String> values) {
        array(key, 8, values.size());
        values.forEach(value -> string(metadata, value));
        return this;
    }

    public GgufWriter numbers(String key, List<Float> values) {
        array(key, 6, values.size());
        values.forEach(value -> int32(metadata, Float.floatToRawIntBits(value)));
        return this;
    }

    public GgufWriter counts(String key, List<Integer> values) {
        array(key, 5, values.size());
        values.forEach(value -> int32(metadata, value));
        return this;
    }

    /// Adds a tensor; its shape is given outermost first.
    public GgufWriter tensor(String name, DType dtype, List<Long> shape, byte[] bytes) {
        pad(body);
        string(entries, name);
        int32(entries, shape.size());
        new ArrayList<>(shape).reversed().forEach(extent -> int64(entries, extent));
        int32(entries, switch (dtype) {
            case F32 -> 0;
            case F16 -> 1;
            case Q8_0 -> 8;
            case BF16 -> 30;
            default -> throw new IllegalArgumentException(dtype.name());
        });
        int64(entries, body.size());
        body.writeBytes(bytes);
        tensors++;
        return this;
    }

    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(out, 3);
        int64(out, tensors);
        int64(out, keys);
        out.writeBytes(metadata.toByteArray());
        out.writeBytes(entries.toByteArray());
        pad(out);
        out.writeBytes(body.toByteArray());
        pad(out);
        return out.toByteArray();
    }

    private void key(String key, int type) {
        string(metadata, key);
        int32(metadata, type);
        keys++;
    }

    private void array(String key, int type, int size) {
        key(key, 9);
        int32(metadata, type);
        int64(metadata, size);
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private static void pad(ByteArrayOutputStream out) {
        while (out.size() % ALIGNMENT != 0) {
            out.write(0);
        }
    }
}
