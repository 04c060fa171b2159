package org.weightgate.loader.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.Tensor;

/// Writes a known model's tensors in another form: other names, other element types, other pairs of rotation.
final class ModelWriter {

    private static final Map<String, String> META = Map.ofEntries(Map.entry("model.embed_tokens", "tok_embeddings"),
            Map.entry("model.norm", "norm"), Map.entry("lm_head", "output"), Map.entry("model.layers.", "layers."),
            Map.entry("self_attn.q_proj", "attention.wq"), Map.entry("self_attn.k_proj", "attention.wk"),
            Map.entry("self_attn.v_proj", "attention.wv"), Map.entry("self_attn.o_proj", "attention.wo"),
            Map.entry("input_layernorm", "attention_norm"), Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "feed_forward.w1"), Map.entry("mlp.up_proj", "feed_forward.w3"),
            Map.entry("mlp.down_proj", "feed_forward.w2"));
    private static final Map<String, String> GGUF = Map.ofEntries(Map.entry("model.embed_tokens", "token_embd"),
            Map.entry("model.norm", "output_norm"), Map.entry("lm_head", "output"), Map.entry("model.layers.", "blk."),
            Map.entry("self_attn.q_proj", "attn_q"), Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"), Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("input_layernorm", "attn_norm"), Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"), Map.entry("mlp.up_proj", "ffn_up"), Map.entry("mlp.down_proj", "ffn_down"));

    /// A tensor as float32.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Values(List<Long> shape, float[] numbers) {

        static Values of(Tensor tensor) {
            var numbers = new float[(int) tensor.elements()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = tensor.dtype().toFloat(tensor.data(), (long) i * tensor.dtype().blockBytes());
            }
            return new Values(tensor.shape(), numbers);
        }

        /// The rows of each head in the order that makes neighbours of what were halves.
        Values interleaved(int headSize) {
            int columns = shape.size() == 1 ? 1 : shape.getLast().intValue();
            var mixed = new float[numbers.length];
            for (int row = 0; row < shape.getFirst(); row++) {
                int within = row % headSize;
                int to = row - within + (within < headSize / 2 ? 2 * within : 2 * (within - headSize / 2) + 1);
                System.arraycopy(numbers, row * columns, mixed, to * columns, columns);
            }
            return new Values(shape, mixed);
        }
    }

    private final Map<String, Values> tensors = new LinkedHashMap<>();

    ModelWriter(Map<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> this.tensors.put(name, Values.of(tensor)));
    }

    /// By name, as they are now.
    Map<String, Values> tensors() {
        return tensors;
    }

    ModelWriter with(String name, Values values) {
        tensors.put(name, values);
        return this;
    }

    ModelWriter inMetaForm(int headSize) {
        return renamed(META, headSize);
    }

    ModelWriter inGgufForm(int headSize) {
        return renamed(GGUF, headSize);
    }

    /// Every number of a matrix as near as the element type allows.
    ModelWriter roundedMatrices(DType dtype) {
        tensors.replaceAll((_, values) -> values.shape.size() == 1 ? values
                : new Values(values.shape, rounded(values, fitting(values, dtype))));
        return this;
    }

    void writeSafetensors(Path file, DType matrices) throws IOException {
        var body = new ByteArrayOutputStream();
        var header = new ArrayList<String>();
        for (var entry : tensors.entrySet()) {
            int begin = body.size();
            body.write(bytes(entry.getValue(), matrices));
            header.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(entry.getKey(), matrices,
                    entry.getValue().shape, begin, body.size()));
        }
        byte[] json = header.stream().collect(Collectors.joining(",", "{", "}")).getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
        out.write(json);
        body.writeTo(out);
        Files.write(file, out.toByteArray());
    }

    /// Neighbours in the model go to different files, which `model.safetensors.index.json` lists.
    void writeShards(Path folder, DType matrices, int count) throws IOException {
        var shards = new ArrayList<ModelWriter>();
        for (int i = 0; i < count; i++) {
            shards.add(new ModelWriter(Map.of()));
        }
        var index = new ArrayList<String>();
        for (var entry : tensors.entrySet()) {
            int shard = index.size() % count;
            shards.get(shard).with(entry.getKey(), entry.getValue());
            index.add("\"%s\":\"%s\"".formatted(entry.getKey(), shardName(shard, count)));
        }
        for (int i = 0; i < count; i++) {
            shards.get(i).writeSafetensors(folder.resolve(shardName(i, count)), matrices);
        }
        Files.writeString(folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{" + String.join(",", index) + "}}");
    }

    private static String shardName(int shard, int count) {
        return "model-%05d-of-%05d.safetensors".formatted(shard + 1, count);
    }

    /// Vectors stay F32, as every converter leaves them.
    void writeGguf(Path file, GgufWriter out, DType matrices) throws IOException {
        tensors.forEach((name, values) -> {
            DType dtype = values.shape.size() == 1 ? DType.F32 : fitting(values, matrices);
            out.tensor(name, dtype, values.shape, bytes(values, dtype));
        });
        Files.write(file, out.bytes());
    }

    private ModelWriter renamed(Map<String, String> names, int headSize) {
        var before = new LinkedHashMap<>(tensors);
        tensors.clear();
        UnaryOperator<String> rename = name -> names.keySet().stream().sorted((a, b) -> b.length() - a.length())
                .reduce(name, (so, from) -> so.replace(from, names.getOrDefault(from, from)));
        before.forEach((name, values) -> tensors.put(rename.apply(name),
                name.contains("q_proj") || name.contains("k_proj") ? values.interleaved(headSize) : values));
        return this;
    }

    /// Rows that are not whole blocks stay F16, as converters leave them.
    private static DType fitting(Values values, DType dtype) {
        return values.shape.getLast() % dtype.blockElements() == 0 ? dtype : DType.F16;
    }

    private static float[] rounded(Values values, DType dtype) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(values, dtype)).order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new float[values.numbers.length];
        float scale = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (dtype == DType.Q8_0 && i % 32 == 0) {
                scale = Float.float16ToFloat(bytes.getShort());
            }
            numbers[i] = switch (dtype) {
                case F32 -> bytes.getFloat();
                case F16 -> Float.float16ToFloat(bytes.getShort());
                case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
                case Q8_0 -> bytes.get() * scale;
                default -> throw new IllegalArgumentException(dtype.name());
            };
        }
        return numbers;
    }

    private static byte[] bytes(Values values, DType dtype) {
        float[] numbers = values.numbers;
        var out = ByteBuffer.allocate(numbers.length / dtype.blockElements() * dtype.blockBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < numbers.length; i++) {
            switch (dtype) {
                case F32 -> out.putFloat(numbers[i]);
                case F16 -> out.putShort(Float.floatToFloat16(numbers[i]));
                case BF16 -> out.putShort(bfloat(numbers[i]));
                case Q8_0 -> {
                    if (i % 32 == 0) {
                        block(numbers, i, out);
                    }
                }
                default -> throw new IllegalArgumentException(dtype.name());
            }
        }
        return out.array();
    }

    /// Rounds to the nearest, to even among equals.
    private static short bfloat(float number) {
        int bits = Float.floatToRawIntBits(number);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    private static void block(float[] numbers, int at, ByteBuffer out) {
        float most = 0;
        for (int i = at; i < at + 32; i++) {
            most = Math.max(most, Math.abs(numbers[i]));
        }
        float scale = most / 127;
        out.putShort(Float.floatToFloat16(scale));
        for (int i = at; i < at + 32; i++) {
            out.put((byte) (scale == 0 ? 0 : Math.round(numbers[i] / scale)));
        }
    }
}
