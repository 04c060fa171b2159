package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

class LlamaConfigTest {

    private static final String GOOD = """
            {"model_type":"llama","architectures":["LlamaForCausalLM"],"hidden_act":"silu","hidden_size":64,
            "intermediate_size":176,"num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"vocab_size":256,
            "max_position_embeddings":512,"rms_norm_eps":1e-05,"rope_theta":10000.0,"tie_word_embeddings":false,
            "eos_token_id":2,"rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,
            "original_max_position_embeddings":64}}""";

    /// The rest of a `params.json`.
    private static final String META = ",\"n_layers\":2,\"vocab_size\":9,\"norm_eps\":1e-05}";

    @Test
    void whatIsNotStatedIsAsTransformersHasIt() throws IOException {
        LlamaConfig config = read("""
                {"model_type":"llama","hidden_size":64,"intermediate_size":8,"num_hidden_layers":1,"num_attention_heads":4,
                "vocab_size":9}""");

        assertThat(config).returns(4, LlamaConfig::keyValueHeads).returns(16, LlamaConfig::headSize)
                .returns(2048, LlamaConfig::contextLength).returns(1e-6f, LlamaConfig::epsilon)
                .returns(false, LlamaConfig::tiedEmbeddings).returns(Set.of(2), LlamaConfig::endTokens)
                .returns(new Rope(10_000, new Rope.Scaling.None(), Rope.Pairs.HALVES), LlamaConfig::rope);
    }

    @Test
    void newerAndOlderSpellingsOfRopeMeanTheSame() throws IOException {
        Rope newer = read(GOOD.replace("\"rope_theta\":10000.0,", "").replace("\"rope_scaling\":{",
                "\"rope_parameters\":{\"rope_theta\":10000.0,")).rope();
        Rope older = read(GOOD.replace("\"rope_type\"", "\"type\"")).rope();

        assertThat(newer).isEqualTo(older).isEqualTo(read(GOOD).rope());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"llama\"                 ; \"mistral\"                ; model_type",
            "\"model_type\":\"llama\", ; ``                         ; model_type",
            "[\"LlamaForCausalLM\"]    ; [\"LlamaModel\"]           ; architectures[0]",
            "\"silu\"                  ; \"gelu\"                   ; hidden_act",
            "\"hidden_size\":64        ; \"hidden_size\":0          ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":66         ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":\"64\"     ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":2147483648 ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":64,\"head_dim\":15 ; head_dim",
            "\"hidden_size\":64        ; \"hidden_size\":64,\"head_dim\":1048576 ; num_attention_heads",
            "\"num_attention_heads\":4 ; \"num_attention_heads\":1025 ; num_attention_heads",
            "\"hidden_size\":64        ; \"hidden_size\":64,\"is_causal\":false ; is_causal",
            "\"hidden_size\":64        ; \"hidden_size\":64,\"is_causal\":null ; is_causal",
            "\"num_key_value_heads\":2 ; \"num_key_value_heads\":3  ; num_key_value_heads",
            "\"num_key_value_heads\":2 ; \"num_key_value_heads\":8  ; num_key_value_heads",
            "\"num_hidden_layers\":2   ; \"num_hidden_layers\":1e9  ; num_hidden_layers",
            "1e-05                     ; NaN                        ; character 257",
            "1e-05                     ; 1e999                      ; rms_norm_eps",
            "1e-05                     ; -1                         ; rms_norm_eps",
            "10000.0                   ; 0                          ; rope_theta",
            "\"eos_token_id\":2        ; \"eos_token_id\":256       ; eos_token_id",
            "\"eos_token_id\":2        ; \"eos_token_id\":[2,-1]    ; eos_token_id[1]",
            "\"eos_token_id\":2        ; \"hidden_size\":64         ; hidden_size",
            "\"eos_token_id\":2        ; \"quantization_config\":{} ; quantization_config",
            "\"eos_token_id\":2        ; \"partial_rotary_factor\":0.5 ; partial_rotary_factor",
            "\"eos_token_id\":2        ; \"rope_parameters\":{\"rope_theta\":1e4} ; rope_parameters",
            "\"eos_token_id\":2        ; \"original_max_position_embeddings\":32 ; rope_scaling.original_max_position_embeddings",
            "\"rope_scaling\":{        ; \"rope_scaling\":{\"rope_theta\":5e5, ; rope_scaling.rope_theta",
            "\"rope_scaling\":{        ; \"rope_scaling\":{\"partial_rotary_factor\":0.5, ; rope_scaling.partial_rotary_factor",
            "\"rope_type\":\"llama3\",  ; ``                         ; rope_scaling.type",
            "\"llama3\"                ; \"yarn\"                   ; rope_scaling.rope_type",
            "\"factor\":8.0            ; \"factor\":0               ; rope_scaling.factor",
            "\"high_freq_factor\":4.0  ; \"high_freq_factor\":1.0   ; rope_scaling.high_freq_factor",
            "\"tie_word_embeddings\":false ; \"tie_word_embeddings\":0 ; tie_word_embeddings",
            "\"eos_token_id\":2        ; \"sliding_window\":4096    ; sliding_window",
            "\"eos_token_id\":2        ; \"layer_types\":[\"full_attention\",\"sliding_attention\"] ; layer_types[1]",
            "\"rope_scaling\":{        ; \"rope_parameters\":{\"rope_theta\":5.0, ; rope_parameters.rope_theta",
            "\"rope_scaling\":{        ; \"rope_parameters\":{\"partial_rotary_factor\":0.5, ; rope_parameters.partial_rotary_factor",
            "\"rope_scaling\":{        ; \"rope_scaling\":{\"type\":\"linear\", ; rope_scaling.type",
    })
    void whatCanNotBeRunIsRefusedByName(String from, String to, String field) {
        assertThat(GOOD).contains(from);

        assertThatThrownBy(() -> read(GOOD.replace(from, to))).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.file()).isEqualTo("config.json");
            assertThat(refused.field()).isEqualTo(field);
        });
    }

    @Test
    void whatSaysNothingIsRead() throws IOException {
        LlamaConfig good = read(GOOD);

        for (String silent : List.of("\"sliding_window\":null", "\"use_qk_norm\":false", "\"layer_types\":[\"full_attention\"]",
                "\"partial_rotary_factor\":1.0", "\"is_causal\":true", "\"hidden_act\":\"silu\"", "\"hidden_act\":\"swish\"",
                "\"attention_dropout\":0.1")) {
            assertThat(read(GOOD.replace("\"hidden_act\":\"silu\"", silent))).isEqualTo(good);
        }
    }

    @Test
    void widthOfAllHeadsIsBounded() throws IOException {
        assertThat(read(GOOD.replace("\"hidden_size\":64", "\"hidden_size\":64,\"head_dim\":262144"))
                .queryWidth()).isEqualTo(LlamaConfig.WIDTH);
    }

    @Test
    void endTokensAreThoseOfTheGenerationConfigurationIfItHasAny(@TempDir Path folder) throws IOException {
        assertThat(read(GOOD).endTokens()).containsExactly(2);
        assertThat(read(GOOD.replace("\"eos_token_id\":2", "\"eos_token_id\":[255,0]")).endTokens())
                .containsExactlyInAnyOrder(0, 255);
        Files.writeString(folder.resolve("config.json"), GOOD);
        assertThat(HuggingFaceConfig.read(WeightFiles.in(folder)).endTokens()).containsExactly(2);
        Files.writeString(folder.resolve("generation_config.json"), "{\"temperature\":0.6}");
        assertThat(HuggingFaceConfig.read(WeightFiles.in(folder)).endTokens()).containsExactly(2);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\":[7,9]}");
        assertThat(HuggingFaceConfig.read(WeightFiles.in(folder)).endTokens()).containsExactlyInAnyOrder(7, 9);
    }

    @Test
    void theUsualEndTokenIsThatOfAModelThatHasItAndSaysNothing(@TempDir Path folder) throws IOException {
        String silent = GOOD.replace("\"eos_token_id\":2,", "");
        assertThat(read(silent).endTokens()).containsExactly(2);
        assertThat(read(silent.replace("\"vocab_size\":256", "\"vocab_size\":3")).endTokens()).containsExactly(2);
        assertThat(read(silent.replace("\"vocab_size\":256", "\"vocab_size\":2")).endTokens()).isEmpty();
        assertThat(read(GOOD.replace("\"eos_token_id\":2", "\"eos_token_id\":null")).endTokens()).isEmpty();
        Files.writeString(folder.resolve("config.json"), silent);
        Files.writeString(folder.resolve("generation_config.json"), "{\"temperature\":0.6}");
        assertThat(HuggingFaceConfig.read(WeightFiles.in(folder)).endTokens()).containsExactly(2);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\":null}");
        assertThat(HuggingFaceConfig.read(WeightFiles.in(folder)).endTokens()).isEmpty();
        Files.writeString(folder.resolve("config.json"), GOOD.replace("\"eos_token_id\":2", "\"eos_token_id\":7"));
        assertThat(HuggingFaceConfig.read(WeightFiles.in(folder)).endTokens()).containsExactly(7);
    }

    /// Each as transformers 5.18 reads it.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"rope_scaling\":{\"rope_type\":\"default\",\"rope_theta\":5e5}                   ; 500000 ; ``",
            "\"rope_scaling\":{\"rope_theta\":5e5,\"partial_rotary_factor\":1.0}              ; 500000 ; ``",
            "\"rope_parameters\":{\"rope_theta\":5e5,\"partial_rotary_factor\":1.0}           ; 500000 ; ``",
            "\"rope_parameters\":{\"rope_theta\":7.5}                                       ; 7.5    ; ``",
            "\"rope_theta\":5e5,\"rope_parameters\":{\"rope_type\":\"default\"}                ; 500000 ; ``",
            "\"rope_scaling\":{}                                                           ; 10000  ; ``",
            "\"rope_theta\":5e5,\"rope_scaling\":{},\"rope_parameters\":{}                   ; 500000 ; ``",
            "\"rope_scaling\":null,\"rope_parameters\":{\"rope_theta\":5e5}                  ; 500000 ; ``",
            "\"rope_scaling\":{LLAMA3,\"rope_theta\":5e5}                                  ; 500000 ; 512",
            "\"rope_theta\":5e5,\"rope_scaling\":{LLAMA3,\"rope_theta\":500000}               ; 500000 ; 512",
            "\"original_max_position_embeddings\":128,\"rope_scaling\":{LLAMA3}              ; 10000  ; 128",
            "\"rope_scaling\":{LLAMA3,\"original_max_position_embeddings\":64}              ; 10000  ; 64",
            "\"original_max_position_embeddings\":64,\"rope_scaling\":{LLAMA3,\"original_max_position_embeddings\":64} ; 10000 ; 64" })
    void whatRopeNeedsMayStandInsideOrOutsideItsSettings(String rope, double base, String original) throws IOException {
        String text = GOOD.replaceFirst("\"rope_theta\":10000.0,", "").replaceFirst("\"rope_scaling\":\\{[^}]*}",
                rope.replace("LLAMA3",
                        "\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.0"));

        assertThat(read(text).rope()).isEqualTo(new Rope(base, original.isEmpty() ? new Rope.Scaling.None()
                : new Rope.Scaling.Llama3(8, 1, 4, Integer.parseInt(original)), Rope.Pairs.HALVES));
    }

    /// The widths of Llama 2 7B, Llama 3 8B and Llama 3 70B, and of a small one.
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "4096 ; \"multiple_of\":256 ; 11008",
            "4096 ; \"multiple_of\":1024,\"ffn_dim_multiplier\":1.3 ; 14336",
            "8192 ; \"multiple_of\":4096,\"ffn_dim_multiplier\":1.3 ; 28672", "64 ; \"n_heads\":4 ; 256",
            "96 ; \"multiple_of\":1 ; 256", "64 ; \"hidden_dim\":1048576 ; 1048576",
            "64 ; \"multiple_of\":1048576 ; 1048576" })
    void metasFeedForwardWidthFollowsFromTheWidth(int width, String more, int expected) throws IOException {
        String heads = more.contains("n_heads") ? "" : "\"n_heads\":4,";

        assertThat(meta("{\"dim\":" + width + "," + heads + more + META).intermediateSize()).isEqualTo(expected);
    }

    @Test
    void metaLeavesOutWhatIsAsUsual() throws IOException {
        assertThat(meta("{\"dim\":64,\"n_heads\":4" + META)).returns(4, LlamaConfig::keyValueHeads)
                .returns(16, LlamaConfig::headSize).returns(2048, LlamaConfig::contextLength)
                .returns(9, LlamaConfig::vocabularySize).returns(true, LlamaConfig::tiedEmbeddings)
                .returns(new Rope(10_000, new Rope.Scaling.None(), Rope.Pairs.NEIGHBOURS), LlamaConfig::rope);
        assertThat(meta("{\"dim\":65,\"n_heads\":4,\"head_dim\":262144,\"rope_theta\":5e5,\"use_scaled_rope\":true,"
                + "\"rope_scaling_factor\":8,\"rope_high_freq_factor\":3" + META)).returns(1 << 20, LlamaConfig::queryWidth)
                .returns(131_072, LlamaConfig::contextLength)
                .returns(new Rope(500_000, new Rope.Scaling.Llama3(8, 1, 3, 8192), Rope.Pairs.NEIGHBOURS), LlamaConfig::rope);
    }

    /// `params.json` of Llama 3 8B, of Llama 3.1 8B, 70B and 405B, and of Llama 3.2 1B and 3B; scaled as their `config.json` says.
    @ParameterizedTest
    @CsvSource({ "4096, 32, false, 8192, 1", "4096, 32, true, 131072, 8", "8192, 80, true, 131072, 8",
            "16384, 126, true, 131072, 8", "2048, 16, true, 131072, 32", "3072, 28, true, 131072, 32" })
    void thePublishedModelsAreKnownByTheirSize(int width, int layers, boolean scaled, int context, double factor)
            throws IOException {
        String published = """
                {"dim":%d,"n_layers":%d,"n_heads":32,"n_kv_heads":8,"vocab_size":128256,"ffn_dim_multiplier":1.3,
                "multiple_of":1024,"norm_eps":1e-05,"rope_theta":500000.0,"use_scaled_rope":%b}""".formatted(width, layers,
                scaled);

        assertThat(meta(published)).returns(context, LlamaConfig::contextLength).returns(new Rope(500_000,
                scaled ? new Rope.Scaling.Llama3(factor, 1, 4, 8192) : new Rope.Scaling.None(), Rope.Pairs.NEIGHBOURS),
                LlamaConfig::rope);
    }

    @Test
    void metasVocabularyIsThatOfTheEmbeddingIfItIsNotStated() throws IOException {
        String unstated = "{\"dim\":64,\"n_heads\":4" + META.replace("\"vocab_size\":9,", "");

        assertThat(meta(unstated).vocabularySize()).isEqualTo(12);
        assertThat(meta(unstated.replace("}", ",\"vocab_size\":-1}")).vocabularySize()).isEqualTo(12);
        assertThatThrownBy(() -> MetaConfig.of(json("params.json", unstated), Map.of())).hasMessageContaining("vocab_size");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = { "\"n_heads\":4,\"head_dim\":15 ; n_heads",
            "\"n_heads\":4,\"head_dim\":262146 ; n_heads",
            "\"n_heads\":5 ; dim", "\"n_heads\":1025,\"head_dim\":2 ; n_heads", "\"n_heads\":4,\"n_kv_heads\":3 ; n_kv_heads",
            "\"n_heads\":4,\"ffn_dim_multiplier\":100,\"multiple_of\":1048576,\"hidden_dim\":1048577 ; hidden_dim",
            "\"n_heads\":4,\"vocab_size\":0 ; vocab_size",
            "\"n_heads\":4,\"use_scaled_rope\":true ; rope_scaling_factor",
            "\"n_heads\":4,\"quantization_args\":{} ; quantization_args" })
    void whatMetaDoesNotMeanIsRefused(String more, String field) {
        String text = "{\"dim\":64," + more + (more.contains("vocab_size") ? META.replace("\"vocab_size\":9,", "") : META);

        assertThatThrownBy(() -> meta(text)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void metasFeedForwardWidthIsBounded() {
        assertThatThrownBy(() -> meta("{\"dim\":1048576,\"n_heads\":4" + META)).hasMessageContaining("feed-forward width");
    }

    @Test
    void ggufSaysTheSameInItsOwnWords() throws IOException {
        LlamaConfig plain = gguf(ggufKeys());
        assertThat(plain).returns(4, LlamaConfig::keyValueHeads).returns(16, LlamaConfig::headSize)
                .returns(9, LlamaConfig::vocabularySize).returns(Set.of(), LlamaConfig::endTokens)
                .returns(new Rope(10_000, new Rope.Scaling.None(), Rope.Pairs.NEIGHBOURS), LlamaConfig::rope);
        assertThat(gguf(ggufKeys().count("tokenizer.ggml.eos_token_id", 2).count("tokenizer.ggml.eot_token_id", 8))
                .endTokens()).containsExactlyInAnyOrder(2, 8);
        assertThat(gguf(ggufKeys().number("llama.rope.scale_linear", 4)).rope().scaling())
                .isEqualTo(new Rope.Scaling.Linear(4));
        for (float silent : new float[] { 0, 1 }) {
            assertThat(gguf(ggufKeys().number("llama.rope.scaling.factor", silent)).rope().scaling())
                    .isEqualTo(new Rope.Scaling.None());
        }
        assertThat(gguf(ggufKeys().text("llama.rope.scaling.type", "linear").number("llama.rope.scaling.factor", 2)).rope()
                .scaling()).isEqualTo(new Rope.Scaling.Linear(2));
        assertThat(gguf(ggufKeys().count("split.count", 1))).isEqualTo(plain);
        assertThat(gguf(ggufKeys().count("llama.attention.key_length", 262_144)).queryWidth()).isEqualTo(LlamaConfig.WIDTH);
    }

    @Test
    void whatGgufDoesNotMeanIsRefused() {
        for (var wrong : Map.of("split.count", ggufKeys().count("split.count", 2), "tokenizer.ggml.eos_token_id",
                ggufKeys().count("tokenizer.ggml.eos_token_id", 9), "llama.rope.scaling.factor",
                ggufKeys().number("llama.rope.scaling.factor", 2), "llama.attention.head_count",
                ggufKeys().count("llama.attention.key_length", 262_146), "llama.attention.value_length",
                ggufKeys().count("llama.attention.value_length", 8), "llama.tensor_data_layout",
                ggufKeys().text("llama.tensor_data_layout", "other"), "llama.rope.scaling.type",
                ggufKeys().text("llama.rope.scaling.type", "yarn"), "llama.expert_count",
                ggufKeys().count("llama.expert_count", 8)).entrySet()) {
            assertThatThrownBy(() -> gguf(wrong.getValue())).isInstanceOfSatisfying(WeightFormatException.class,
                    refused -> assertThat(refused.field()).isEqualTo(wrong.getKey()));
        }
    }

    @Test
    void ggufsFactorUnderBothOfItsNamesIsRefused() {
        assertThatThrownBy(() -> gguf(ggufKeys().text("llama.rope.scaling.type", "linear")
                .number("llama.rope.scaling.factor", 4).number("llama.rope.scale_linear", 2)))
                .isInstanceOfSatisfying(WeightFormatException.class,
                        refused -> assertThat(refused.field()).isEqualTo("llama.rope.scale_linear"));
    }

    @ParameterizedTest
    @ValueSource(floats = { 2, 1.001f, 0.999f, 0.5f, -1, Float.NaN })
    void ggufsFactorWithoutATypeIsRefused(float factor) {
        assertThatThrownBy(() -> gguf(ggufKeys().number("llama.rope.scaling.factor", factor)))
                .isInstanceOfSatisfying(WeightFormatException.class,
                        refused -> assertThat(refused.field()).isEqualTo("llama.rope.scaling.factor"));
    }

    @Test
    void ggufsDivisorsAreAboveZeroAndBounded() throws IOException {
        assertThat(gguf(ggufKeys().tensor("rope_freqs.weight", DType.F32, List.of(8L), divisors(1e12f))).rope().scaling())
                .isEqualTo(new Rope.Scaling.Divided(List.of(1.0, 1.0, 1.0, (double) 1e12f, 1.0, 1.0, 1.0, 1.0)));
        for (float wrong : new float[] { 0, -1, 1.01e12f, Float.NaN, Float.POSITIVE_INFINITY }) {
            assertThatThrownBy(
                    () -> gguf(ggufKeys().tensor("rope_freqs.weight", DType.F32, List.of(8L), divisors(wrong))))
                    .hasMessageContaining("rope_freqs.weight[3]");
        }
        assertThatThrownBy(() -> gguf(ggufKeys().number("llama.rope.scale_linear", 4).tensor("rope_freqs.weight", DType.F32,
                List.of(8L), divisors(1)))).hasMessageContaining("already says");
        assertThatThrownBy(() -> gguf(ggufKeys().tensor("rope_freqs.weight", DType.F32, List.of(4L), new byte[16])))
                .hasMessageContaining("must be F32 [8]");
    }

    private static byte[] divisors(float fourth) {
        var bytes = ByteBuffer.wrap(new byte[32]).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 8; i++) {
            bytes.putFloat(4 * i, i == 3 ? fourth : 1);
        }
        return bytes.array();
    }

    private static GgufWriter ggufKeys() {
        return new GgufWriter().text("general.architecture", "llama").count("llama.context_length", 512)
                .count("llama.embedding_length", 64).count("llama.block_count", 2).count("llama.feed_forward_length", 176)
                .count("llama.attention.head_count", 4).count("llama.vocab_size", 9)
                .number("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    }

    private static LlamaConfig gguf(GgufWriter file) throws IOException {
        return GgufConfig.read(Gguf.read("model.gguf", MemorySegment.ofArray(file.bytes())));
    }

    private static LlamaConfig meta(String text) throws IOException {
        return MetaConfig.of(json("params.json", text), Map.of("tok_embeddings.weight", new Tensor("tok_embeddings.weight",
                DType.F32, List.of(12L, 64L), "model.safetensors", MemorySegment.ofArray(new float[12 * 64]))));
    }

    private static JsonField json(String file, String text) throws WeightFormatException {
        return WeightJson.parse(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static LlamaConfig read(String text) throws IOException {
        JsonField config = WeightJson.parse("config.json", text.getBytes(StandardCharsets.UTF_8));
        return HuggingFaceConfig.of(config, config.get("eos_token_id"));
    }
}
