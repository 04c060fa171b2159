package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.WeightFiles;

/// Models of random numbers and odd shapes, in every form they may come in, against [ReferenceLlama].
class InventedModelsTest {

    private static final int[] TOKENS = IntStream.range(0, 45).map(i -> (i * i + 7 * i + 3) % 61).toArray();
    /// Of logits that reach some tens.
    private static final double TOLERANCE = 2e-3;
    private static final Rope.Scaling NONE = new Rope.Scaling.None();
    private static final Rope.Scaling LINEAR = new Rope.Scaling.Linear(4);
    private static final Rope.Scaling LLAMA3 = new Rope.Scaling.Llama3(8, 1, 4, 16);
    private static final Rope.Scaling META = new Rope.Scaling.Llama3(32, 1, 4, 8192);

    @TempDir
    private Path folder = Path.of("");

    /// How a model is written.
    enum Form {
        ONE_FILE,
        SHARDS,
        META,
        GGUF
    }

    /// @param sizes hidden, feed-forward, heads, key and value heads, size of a head, vocabulary
    record Invented(String name, Form form, DType dtype, List<Integer> sizes, Rope.Scaling scaling, boolean tied,
            boolean biases) {

        LlamaConfig config() {
            return new LlamaConfig(sizes.get(0), sizes.get(1), 3, sizes.get(2), sizes.get(3), sizes.get(4), sizes.get(5), 64,
                    1e-5f,
                    new Rope(500, scaling, Rope.Pairs.HALVES), tied, biases, biases, Set.of());
        }

        @Override
        public String toString() {
            return name + ", " + form + ", " + dtype;
        }
    }

    static Stream<Invented> models() {
        List<Integer> grouped = List.of(64, 96, 8, 2, 8, 61);
        List<Integer> odd = List.of(36, 50, 3, 1, 14, 67);
        List<Integer> wide = List.of(32, 160, 4, 4, 32, 97);
        return Stream.of(new Invented("grouped, llama3", Form.SHARDS, DType.BF16, grouped, LLAMA3, false, false),
                new Invented("odd, linear, tied", Form.ONE_FILE, DType.F16, odd, LINEAR, true, false),
                new Invented("wide heads, biases", Form.SHARDS, DType.F32, wide, NONE, false, true),
                new Invented("odd, biases, llama3, tied", Form.SHARDS, DType.BF16, odd, LLAMA3, true, true),
                new Invented("odd", Form.ONE_FILE, DType.F32, odd, NONE, false, false),
                new Invented("wide heads, llama3", Form.ONE_FILE, DType.F16, wide, LLAMA3, false, false),
                new Invented("grouped, scaled as Llama 3.2", Form.META, DType.BF16, grouped, META, false, false),
                new Invented("wide heads, tied", Form.META, DType.F16, wide, NONE, true, false),
                new Invented("odd", Form.META, DType.F32, odd, META, false, false),
                new Invented("grouped, llama3, biases", Form.GGUF, DType.Q8_0, grouped, LLAMA3, false, true),
                new Invented("wide heads, linear, tied", Form.GGUF, DType.Q8_0, wide, LINEAR, true, false),
                new Invented("odd, linear", Form.GGUF, DType.F16, odd, LINEAR, false, false),
                new Invented("odd, llama3, tied", Form.GGUF, DType.BF16, odd, LLAMA3, true, false),
                new Invented("wide heads, biases", Form.GGUF, DType.F32, wide, NONE, false, true));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyLogitIsThatOfTheReference(Invented invented) throws IOException {
        LlamaConfig config = invented.config();
        ModelWriter writer = tensors(config, invented.name.hashCode()).roundedMatrices(invented.dtype);
        var reference = new ReferenceLlama(config, Map.copyOf(writer.tensors()));
        double[][] expected = IntStream.of(TOKENS).mapToObj(reference::next).toArray(double[][]::new);

        write(invented, config, writer, reference);

        for (Kernel kernel : List.of(new VectorKernel(), new ScalarKernel())) {
            try (var model = LlamaModel.open(WeightFiles.in(folder)); var workers = new Workers(2)) {
                assertThat(model.dtype()).isEqualTo(invented.dtype.name());
                var session = new LlamaSession(model, kernel, workers, TOKENS.length);
                int alone = 9;
                session.advance(IntStream.range(0, TOKENS.length - alone).map(i -> TOKENS[i]).toArray(),
                        (position, logits) -> requireSame(logits, expected[position],
                                kernel.name() + ", position " + position));
                for (int i = TOKENS.length - alone; i < TOKENS.length; i++) {
                    requireSame(session.advance(TOKENS[i]), expected[i], kernel.name() + ", position " + i);
                }
            }
        }
    }

    private static void requireSame(float[] logits, double[] expected, String where) {
        assertThat(logits).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(logits[i] - expected[i])).as("%s, token %d: %s and %s", where, i, logits[i], expected[i])
                    .isLessThan(TOLERANCE);
        }
    }

    private void write(Invented invented, LlamaConfig config, ModelWriter writer, ReferenceLlama reference) throws IOException {
        switch (invented.form) {
            case ONE_FILE -> {
                Files.writeString(folder.resolve("config.json"), huggingFace(config));
                writer.writeSafetensors(folder.resolve("model.safetensors"), invented.dtype);
            }
            case SHARDS -> {
                Files.writeString(folder.resolve("config.json"), huggingFace(config));
                writer.writeShards(folder, invented.dtype, 4);
            }
            case META -> {
                Files.writeString(folder.resolve("params.json"), meta(config));
                writer.inMetaForm(config.headSize()).writeSafetensors(folder.resolve("consolidated.safetensors"),
                        invented.dtype);
            }
            case GGUF -> {
                writer.inGgufForm(config.headSize());
                if (config.rope().scaling() instanceof Rope.Scaling.Llama3) {
                    writer.with("rope_freqs.weight", divisors(config, reference));
                }
                writer.writeGguf(folder.resolve("invented.gguf"), gguf(config), invented.dtype);
            }
        }
    }

    private static String huggingFace(LlamaConfig config) {
        String scaling = switch (config.rope().scaling()) {
            case Rope.Scaling.None none -> "null";
            case Rope.Scaling.Linear linear -> "{\"type\":\"linear\",\"factor\":%s}".formatted(linear.factor());
            case Rope.Scaling.Llama3 llama3 -> """
                    {"rope_type":"llama3","factor":%s,"low_freq_factor":%s,"high_freq_factor":%s,
                    "original_max_position_embeddings":%d}""".formatted(llama3.factor(), llama3.lowFrequencyFactor(),
                    llama3.highFrequencyFactor(), llama3.originalContext());
            case Rope.Scaling.Divided divided -> throw new IllegalArgumentException("GGUF only: " + divided);
        };
        return """
                {"model_type":"llama","hidden_size":%d,"intermediate_size":%d,"num_hidden_layers":%d,"num_attention_heads":%d,
                "num_key_value_heads":%d,"head_dim":%d,"vocab_size":%d,"max_position_embeddings":%d,"rms_norm_eps":1e-05,
                "rope_theta":%s,"rope_scaling":%s,"tie_word_embeddings":%s,"attention_bias":%s,"mlp_bias":%s}"""
                .formatted(config.hiddenSize(), config.intermediateSize(), config.layers(), config.heads(),
                        config.keyValueHeads(),
                        config.headSize(), config.vocabularySize(), config.contextLength(), config.rope().theta(), scaling,
                        config.tiedEmbeddings(), config.attentionBias(), config.feedForwardBias());
    }

    private static String meta(LlamaConfig config) {
        String scaling = config.rope().scaling() instanceof Rope.Scaling.Llama3 llama3
                ? ",\"use_scaled_rope\":true,\"rope_scaling_factor\":" + llama3.factor()
                : "";
        return """
                {"dim":%d,"hidden_dim":%d,"n_layers":%d,"n_heads":%d,"n_kv_heads":%d,"head_dim":%d,"vocab_size":-1,"norm_eps":1e-05,
                "rope_theta":%s%s}"""
                .formatted(config.hiddenSize(), config.intermediateSize(), config.layers(), config.heads(),
                        config.keyValueHeads(), config.headSize(), config.rope().theta(), scaling);
    }

    private static GgufWriter gguf(LlamaConfig config) {
        var writer = new GgufWriter().text("general.architecture", "llama")
                .count("llama.context_length", config.contextLength())
                .count("llama.embedding_length", config.hiddenSize()).count("llama.block_count", config.layers())
                .count("llama.feed_forward_length", config.intermediateSize())
                .count("llama.attention.head_count", config.heads())
                .count("llama.attention.head_count_kv", config.keyValueHeads())
                .count("llama.attention.key_length", config.headSize()).count("llama.attention.value_length", config.headSize())
                .number("llama.attention.layer_norm_rms_epsilon", config.epsilon())
                .number("llama.rope.freq_base", (float) config.rope().theta());
        return config.rope().scaling() instanceof Rope.Scaling.Linear linear
                ? writer.text("llama.rope.scaling.type", "linear").number("llama.rope.scaling.factor", (float) linear.factor())
                : writer;
    }

    private static ModelWriter.Values divisors(LlamaConfig config, ReferenceLlama reference) {
        var divisors = new float[config.headSize() / 2];
        for (int i = 0; i < divisors.length; i++) {
            divisors[i] = (float) (Math.pow(config.rope().theta(), -2.0 * i / config.headSize()) / reference.frequency(i));
        }
        return new ModelWriter.Values(List.of((long) divisors.length), divisors);
    }

    /// Under Hugging Face's names.
    private static ModelWriter tensors(LlamaConfig config, long seed) {
        var writer = new ModelWriter(Map.of());
        var random = new SplittableRandom(seed);
        int hidden = config.hiddenSize();
        add(writer, random, "model.embed_tokens.weight", config.vocabularySize(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "model.layers." + layer + ".";
            add(writer, random, block + "input_layernorm.weight", hidden);
            linear(writer, random, block + "self_attn.q_proj", config.queryWidth(), hidden, config.attentionBias());
            linear(writer, random, block + "self_attn.k_proj", config.keyValueWidth(), hidden, config.attentionBias());
            linear(writer, random, block + "self_attn.v_proj", config.keyValueWidth(), hidden, config.attentionBias());
            linear(writer, random, block + "self_attn.o_proj", hidden, config.queryWidth(), config.attentionBias());
            add(writer, random, block + "post_attention_layernorm.weight", hidden);
            linear(writer, random, block + "mlp.gate_proj", config.intermediateSize(), hidden, config.feedForwardBias());
            linear(writer, random, block + "mlp.up_proj", config.intermediateSize(), hidden, config.feedForwardBias());
            linear(writer, random, block + "mlp.down_proj", hidden, config.intermediateSize(), config.feedForwardBias());
        }
        add(writer, random, "model.norm.weight", hidden);
        if (!config.tiedEmbeddings()) {
            add(writer, random, "lm_head.weight", config.vocabularySize(), hidden);
        }
        return writer;
    }

    private static void linear(ModelWriter writer, SplittableRandom random, String name, int rows, int columns, boolean bias) {
        add(writer, random, name + ".weight", rows, columns);
        if (bias) {
            add(writer, random, name + ".bias", rows);
        }
    }

    /// Vectors are exact in every element type: 64ths up to 2.
    private static void add(ModelWriter writer, SplittableRandom random, String name, int... shape) {
        var extents = new ArrayList<Long>();
        IntStream.of(shape).forEach(extent -> extents.add((long) extent));
        var numbers = new float[IntStream.of(shape).reduce(1, Math::multiplyExact)];
        double spread = shape.length == 1 ? 0 : 1.5 / Math.sqrt(shape[1]);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = shape.length == 1 ? random.nextInt(-127, 128) / 64f : (float) (random.nextGaussian() * spread);
        }
        writer.with(name, new ModelWriter.Values(extents, numbers));
    }
}
