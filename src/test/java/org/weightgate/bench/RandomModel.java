package org.weightgate.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Writes a LLaMA of 1.1 billion random parameters (hidden 2048, 22 layers, 32 heads of which 4 for keys and values, feed-forward
/// 5632, vocabulary 32000): as BF16 safetensors in four shards, and as GGUF in BF16 and Q8_0 for engines that read that.
public final class RandomModel {

    private static final int HIDDEN = 2048;
    private static final int LAYERS = 22;
    private static final int HEADS = 32;
    private static final int KEY_VALUE_HEADS = 4;
    private static final int FEED_FORWARD = 5632;
    private static final int VOCABULARY = 32_000;
    private static final int CONTEXT = 2048;
    private static final int SHARDS = 4;
    private static final int ALIGNMENT = 32;

    /// One tensor under both formats' names. A norm is a vector of ones and stays float32 in GGUF.
    private record Tensor(String name, String gguf, int rows, int columns) {

        boolean isNorm() {
            return rows == 0;
        }

        long elements() {
            return (long) Math.max(1, rows) * columns;
        }

        /// The same numbers in every format, rounded to BF16, small enough that activations stay finite.
        short[] weights() {
            var random = new SplittableRandom(name.hashCode());
            var weights = new short[Math.toIntExact(elements())];
            for (int i = 0; i < weights.length; i++) {
                float value = isNorm() ? 1 : (float) ((random.nextDouble() - 0.5) * 0.07);
                weights[i] = (short) (Float.floatToRawIntBits(value) >>> 16);
            }
            return weights;
        }
    }

    private RandomModel() {
    }

    /// `java ... RandomModel FOLDER`: makes `FOLDER/safetensors`, `FOLDER/bf16/model.gguf` and `FOLDER/q8_0/model.gguf`.
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        safetensors(Files.createDirectories(folder.resolve("safetensors")));
        gguf(Files.createDirectories(folder.resolve("bf16")).resolve("model.gguf"), false);
        gguf(Files.createDirectories(folder.resolve("q8_0")).resolve("model.gguf"), true);
    }

    /// Bytes of the embedding in `bf16` or `q8_0`.
    static long embeddingBytes(String dtype) {
        return data(tensors().getFirst(), dtype.equals("q8_0"));
    }

    private static List<Tensor> tensors() {
        int keyValue = HIDDEN / HEADS * KEY_VALUE_HEADS;
        var tensors = new ArrayList<Tensor>();
        tensors.add(new Tensor("model.embed_tokens.weight", "token_embd.weight", VOCABULARY, HIDDEN));
        for (int i = 0; i < LAYERS; i++) {
            String layer = "model.layers." + i + ".";
            String block = "blk." + i + ".";
            tensors.add(new Tensor(layer + "input_layernorm.weight", block + "attn_norm.weight", 0, HIDDEN));
            tensors.add(new Tensor(layer + "self_attn.q_proj.weight", block + "attn_q.weight", HIDDEN, HIDDEN));
            tensors.add(new Tensor(layer + "self_attn.k_proj.weight", block + "attn_k.weight", keyValue, HIDDEN));
            tensors.add(new Tensor(layer + "self_attn.v_proj.weight", block + "attn_v.weight", keyValue, HIDDEN));
            tensors.add(new Tensor(layer + "self_attn.o_proj.weight", block + "attn_output.weight", HIDDEN, HIDDEN));
            tensors.add(new Tensor(layer + "post_attention_layernorm.weight", block + "ffn_norm.weight", 0, HIDDEN));
            tensors.add(new Tensor(layer + "mlp.gate_proj.weight", block + "ffn_gate.weight", FEED_FORWARD, HIDDEN));
            tensors.add(new Tensor(layer + "mlp.up_proj.weight", block + "ffn_up.weight", FEED_FORWARD, HIDDEN));
            tensors.add(new Tensor(layer + "mlp.down_proj.weight", block + "ffn_down.weight", HIDDEN, FEED_FORWARD));
        }
        tensors.add(new Tensor("model.norm.weight", "output_norm.weight", 0, HIDDEN));
        tensors.add(new Tensor("lm_head.weight", "output.weight", VOCABULARY, HIDDEN));
        return tensors;
    }

    private static void safetensors(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type":"llama","architectures":["LlamaForCausalLM"],"hidden_act":"silu","hidden_size":%d,
                "intermediate_size":%d,"num_hidden_layers":%d,"num_attention_heads":%d,"num_key_value_heads":%d,
                "vocab_size":%d,"max_position_embeddings":%d,"rms_norm_eps":1e-05,"rope_theta":10000.0,
                "tie_word_embeddings":false,"bos_token_id":1,"eos_token_id":2,"torch_dtype":"bfloat16"}
                """.formatted(HIDDEN, FEED_FORWARD, LAYERS, HEADS, KEY_VALUE_HEADS, VOCABULARY, CONTEXT));
        List<Tensor> tensors = tensors();
        var index = new LinkedHashMap<String, String>();
        for (int shard = 0; shard < SHARDS; shard++) {
            String file = "model-%05d-of-%05d.safetensors".formatted(shard + 1, SHARDS);
            List<Tensor> part = tensors.subList(tensors.size() * shard / SHARDS, tensors.size() * (shard + 1) / SHARDS);
            part.forEach(tensor -> index.put(tensor.name, file));
            shard(folder.resolve(file), part);
        }
        Files.writeString(folder.resolve("model.safetensors.index.json"),
                "{\"metadata\":{},\"weight_map\":{" + index.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                        .collect(Collectors.joining(","))
                        + "}}");
    }

    private static void shard(Path file, List<Tensor> tensors) throws IOException {
        var header = new StringBuilder("{");
        long offset = 0;
        for (Tensor tensor : tensors) {
            long end = offset + 2 * tensor.elements();
            header.append(offset == 0 ? "" : ",").append('"').append(tensor.name).append("\":{\"dtype\":\"BF16\",\"shape\":[")
                    .append(tensor.isNorm() ? "" : tensor.rows + ",").append(tensor.columns).append("],\"data_offsets\":[")
                    .append(offset).append(',').append(end).append("]}");
            offset = end;
        }
        header.append('}');
        while (header.length() % 8 != 0) {
            header.append(' ');
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(bytes(little(8).putLong(header.length())));
            out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
            for (Tensor tensor : tensors) {
                out.write(bf16(tensor.weights()));
            }
        }
    }

    private static void gguf(Path file, boolean quantized) throws IOException {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("general.architecture", "llama");
        facts.put("general.name", "random");
        facts.put("llama.context_length", CONTEXT);
        facts.put("llama.embedding_length", HIDDEN);
        facts.put("llama.block_count", LAYERS);
        facts.put("llama.feed_forward_length", FEED_FORWARD);
        facts.put("llama.attention.head_count", HEADS);
        facts.put("llama.attention.head_count_kv", KEY_VALUE_HEADS);
        facts.put("llama.rope.dimension_count", HIDDEN / HEADS);
        facts.put("llama.rope.freq_base", 10_000f);
        facts.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        facts.put("llama.vocab_size", VOCABULARY);
        facts.put("general.file_type", quantized ? 7 : 32);
        facts.put("tokenizer.ggml.model", "none");
        ByteBuffer header = little(1 << 20).put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3);
        List<Tensor> tensors = tensors();
        header.putLong(tensors.size()).putLong(facts.size());
        facts.forEach((name, value) -> fact(header, name, value));
        long offset = 0;
        for (Tensor tensor : tensors) {
            text(header, tensor.gguf);
            header.putInt(tensor.isNorm() ? 1 : 2).putLong(tensor.columns);
            if (!tensor.isNorm()) {
                header.putLong(tensor.rows);
            }
            header.putInt(tensor.isNorm() ? 0 : quantized ? 8 : 30).putLong(offset);
            offset = aligned(offset + data(tensor, quantized));
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(bytes(header));
            out.write(new byte[(int) (aligned(header.position()) - header.position())]);
            for (Tensor tensor : tensors) {
                byte[] data = tensor.isNorm() ? f32(tensor.weights())
                        : quantized ? q8(tensor.weights()) : bf16(tensor.weights());
                out.write(data);
                out.write(new byte[(int) (aligned(data.length) - data.length)]);
            }
        }
    }

    private static long data(Tensor tensor, boolean quantized) {
        return tensor.isNorm() ? 4 * tensor.elements()
                : quantized ? tensor.elements() / 32 * 34 : 2 * tensor.elements();
    }

    private static void fact(ByteBuffer out, String name, Object value) {
        text(out, name);
        switch (value) {
            case String text -> {
                out.putInt(8);
                text(out, text);
            }
            case Float number -> out.putInt(6).putFloat(number);
            case Integer number -> out.putInt(4).putInt(number);
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }

    private static byte[] bf16(short[] weights) {
        ByteBuffer out = little(2 * weights.length);
        out.asShortBuffer().put(weights);
        return bytes(out.position(out.limit()));
    }

    private static byte[] f32(short[] weights) {
        ByteBuffer out = little(4 * weights.length);
        for (short weight : weights) {
            out.putFloat(Float.intBitsToFloat(weight << 16));
        }
        return bytes(out);
    }

    private static byte[] q8(short[] weights) {
        ByteBuffer out = little(weights.length / 32 * 34);
        for (int block = 0; block < weights.length; block += 32) {
            float most = 0;
            for (int i = 0; i < 32; i++) {
                most = Math.max(most, Math.abs(Float.intBitsToFloat(weights[block + i] << 16)));
            }
            float scale = most / 127;
            out.putShort(Float.floatToFloat16(scale));
            for (int i = 0; i < 32; i++) {
                out.put((byte) Math.round(scale == 0 ? 0 : Float.intBitsToFloat(weights[block + i] << 16) / scale));
            }
        }
        return bytes(out);
    }

    private static byte[] bytes(ByteBuffer written) {
        var bytes = new byte[written.position()];
        written.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer little(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long aligned(long offset) {
        return Math.ceilDiv(offset, (long) ALIGNMENT) * ALIGNMENT;
    }
}
