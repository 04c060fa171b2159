package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.Generation;
import org.weightgate.loader.GenerationOptions;
import org.weightgate.loader.Model;
import org.weightgate.loader.SelfCheck;
import org.weightgate.loader.Session;
import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.ModelWeights;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// The same model in Hugging Face's, Meta's and GGUF's form gives the same logits.
class ModelFormatsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path STORYTELLER = Path.of("src/test/resources/demo/storyteller");
    private static final String PARAMS = """
            {"dim":64,"n_layers":2,"n_heads":4,"n_kv_heads":2,"vocab_size":-1,"multiple_of":16,"norm_eps":1e-05}""";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void goldenGgufFileOfABf16ModelGivesTheReferenceLogits() throws IOException {
        Files.copy(GOLDEN.resolve("base/base-bf16.gguf"), folder.resolve("base-bf16.gguf"));

        assertThat(largestDifference(logits(folder), floats(GOLDEN.resolve("base/logits_short.f32")))).isLessThan(1e-3f);
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama3", "f16hd" })
    void goldenGgufFileGivesTheLogitsOfTheSafetensorsRoundedToBf16(String name) throws IOException {
        Files.copy(GOLDEN.resolve(name).resolve(name + "-bf16.gguf"), folder.resolve("model.gguf"));
        Path rounded = Files.createDirectory(folder.resolve("rounded"));
        Files.copy(GOLDEN.resolve(name).resolve("config.json"), rounded.resolve("config.json"));
        read(name).roundedMatrices(DType.BF16).writeSafetensors(rounded.resolve("model.safetensors"), DType.F32);

        assertThat(largestDifference(logits(folder), logits(rounded))).isLessThan(5e-4f);
    }

    @ParameterizedTest
    @ValueSource(strings = { "model.safetensors", "consolidated.safetensors", "consolidated.00.safetensors" })
    void metaNamesAndParamsGiveTheReferenceLogits(String file) throws IOException {
        Files.writeString(folder.resolve("params.json"), params());
        read("base").inMetaForm(16).writeSafetensors(folder.resolve(file), DType.BF16);

        assertThat(largestDifference(logits(folder), floats(GOLDEN.resolve("base/logits_short.f32")))).isLessThan(1e-3f);
    }

    /// Meta's form does not say where a text ends: its tokenizer does.
    @ParameterizedTest
    @ValueSource(strings = { "<|eot_id|>", "<|end_of_text|>", "<|eom_id|>", "</s>" })
    void modelInMetaFormStopsAtTheEndTokenOfItsTokenizer(String end) throws Exception {
        String tokenizer = Files.readString(STORYTELLER.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer.replace("<|end|>", end));
        Files.writeString(folder.resolve("params.json"), """
                {"dim":192,"hidden_dim":512,"n_layers":4,"n_heads":6,"n_kv_heads":2,"vocab_size":768,"norm_eps":1e-05,
                "max_seq_len":512}""");
        readFrom(STORYTELLER).inMetaForm(32).writeSafetensors(folder.resolve("model.safetensors"), DType.BF16);

        try (Model model = Model.openUnsigned(folder); Session session = model.session()) {
            Generation story = session.generate("Once upon a time there was a girl named Ada.", GenerationOptions.DEFAULT);

            assertThat(model.config().endTokens()).isEmpty();
            assertThat(story.finish()).isEqualTo(Generation.Finish.END_TOKEN);
            assertThat(story.text()).endsWith("is worth it.");
        }
    }

    /// llama.cpp knows the end of an answer by its name, whatever token the file names as the end of a text.
    @Test
    void modelInGgufStopsAtTheEndTokensOfItsTokenizerToo() throws Exception {
        String tokenizer = Files.readString(STORYTELLER.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer.replace("<|end|>", "<|eot_id|>"));
        GgufWriter metadata = new GgufWriter().text("general.architecture", "llama").count("llama.context_length", 512)
                .count("llama.embedding_length", 192).count("llama.block_count", 4).count("llama.feed_forward_length", 512)
                .count("llama.attention.head_count", 6).count("llama.attention.head_count_kv", 2)
                .number("llama.attention.layer_norm_rms_epsilon", 1e-5f).count("tokenizer.ggml.eos_token_id", 0);
        readFrom(STORYTELLER).inGgufForm(32).writeGguf(folder.resolve("model.gguf"), metadata, DType.BF16);

        try (Model model = Model.openUnsigned(folder); Session session = model.session()) {
            Generation story = session.generate("Once upon a time there was a girl named Ada.", GenerationOptions.DEFAULT);

            assertThat(model.config().endTokens()).containsExactly(0);
            assertThat(story.finish()).isEqualTo(Generation.Finish.END_TOKEN);
            assertThat(story.text()).endsWith("is worth it.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "F32", "F16", "BF16", "Q8_0" })
    void ggufGivesTheLogitsOfTheSameNumbersInSafetensors(DType dtype) throws IOException {
        read("base").inGgufForm(16).writeGguf(folder.resolve("model.gguf"), metadata(), dtype);
        Path same = Files.createDirectory(folder.resolve("same"));
        Files.copy(GOLDEN.resolve("base/config.json"), same.resolve("config.json"));
        read("base").roundedMatrices(dtype).writeSafetensors(same.resolve("model.safetensors"), DType.F32);

        assertThat(largestDifference(logits(folder), logits(same))).isLessThan(1e-4f);
    }

    @Test
    void metaNamesUnderAHuggingFaceConfigurationAreRefused() throws IOException {
        Files.copy(GOLDEN.resolve("base/config.json"), folder.resolve("config.json"));
        read("base").inMetaForm(16).writeSafetensors(folder.resolve("model.safetensors"), DType.BF16);

        assertThatThrownBy(() -> logits(folder)).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("model.embed_tokens.weight");
    }

    @Test
    void folderWithTwoConfigurationsIsRefused() throws IOException {
        Files.copy(GOLDEN.resolve("base/config.json"), folder.resolve("config.json"));
        Files.writeString(folder.resolve("params.json"), PARAMS);
        read("base").writeSafetensors(folder.resolve("model.safetensors"), DType.BF16);

        assertThatThrownBy(() -> logits(folder)).hasMessageContaining("params.json")
                .hasMessageContaining("only one of the two");
    }

    /// transformers would apply it.
    @Test
    void modelWithAnAdapterBesideItIsRefused() throws IOException {
        Files.copy(GOLDEN.resolve("base/config.json"), folder.resolve("config.json"));
        read("base").writeSafetensors(folder.resolve("model.safetensors"), DType.BF16);
        Files.writeString(folder.resolve("adapter_config.json"), "{}");

        assertThatThrownBy(() -> logits(folder)).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("adapter_config.json").hasMessageContaining("merge it");
    }

    @Test
    void modelThatComputesNoNumbersGetsNoSelfTest() throws IOException {
        Files.copy(GOLDEN.resolve("base/config.json"), folder.resolve("config.json"));
        var gain = new float[64];
        gain[7] = Float.NaN;
        read("base").with("model.norm.weight", new ModelWriter.Values(List.of(64L), gain))
                .writeSafetensors(folder.resolve("model.safetensors"), DType.BF16);

        assertThatThrownBy(() -> SelfCheck.compute(WeightFiles.in(folder), 1)).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("logit 0 is NaN");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = {
            "consolidated.01.safetensors ; slices",
            "consolidated.safetensors    ; only one of the two",
    })
    void metaFilesThatDoNotStandAloneAreRefused(String second, String reason) throws IOException {
        Files.writeString(folder.resolve("params.json"), PARAMS);
        read("base").inMetaForm(16).writeSafetensors(folder.resolve("consolidated.00.safetensors"), DType.BF16);
        Files.copy(folder.resolve("consolidated.00.safetensors"), folder.resolve(second));

        assertThatThrownBy(() -> logits(folder)).isInstanceOf(WeightFormatException.class).hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = {
            "consolidated.00.pth ; pickle", "pytorch_model.bin ; pickle", "notes.txt ; the folder needs it"
    })
    void folderWithoutReadableWeightsIsRefusedWithTheReason(String file, String reason) throws IOException {
        Files.writeString(folder.resolve(file), "x");

        assertThatThrownBy(() -> logits(folder)).isInstanceOf(WeightFormatException.class).hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"n_kv_heads\":2 ; \"n_kv_heads\":3 ; n_kv_heads",
            "\"n_layers\":2 ; \"n_layers\":2,\"moe\":{} ; moe",
            "\"n_layers\":2 ; \"n_layers\":2,\"use_scaled_rope\":true ; rope_scaling_factor",
            "\"multiple_of\":16 ; \"multiple_of\":0 ; multiple_of",
            "\"norm_eps\":1e-05 ; \"norm_eps\":null ; norm_eps",
            "\"dim\":64 ; \"dim\":66 ; dim",
    })
    void paramsThatCanNotBeRunAreRefusedByName(String from, String to, String field) throws IOException {
        assertThat(PARAMS).contains(from);
        Files.writeString(folder.resolve("params.json"), PARAMS.replace(from, to));
        read("base").inMetaForm(16).writeSafetensors(folder.resolve("model.safetensors"), DType.BF16);

        assertThatThrownBy(() -> logits(folder)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void ggufMetadataThatCanNotBeRunIsRefusedByName() throws IOException {
        Map<String, GgufWriter> cases = Map.of("llama.expert_count", metadata().count("llama.expert_count", 8),
                "llama.rope.scaling.type", metadata().text("llama.rope.scaling.type", "yarn"),
                "llama.rope.dimension_count", metadata().count("llama.rope.dimension_count", 8),
                "split.count", metadata().count("split.count", 2),
                "general.architecture", new GgufWriter().text("general.architecture", "qwen2"));
        for (var each : cases.entrySet()) {
            read("base").inGgufForm(16).writeGguf(folder.resolve("model.gguf"), each.getValue(), DType.BF16);

            assertThatThrownBy(() -> logits(folder)).isInstanceOfSatisfying(WeightFormatException.class,
                    refused -> assertThat(refused.field()).isEqualTo(each.getKey()));
        }
    }

    @Test
    void tiedAndBiasedGgufIsKnownByItsTensors() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var tensors = ModelWeights.map(WeightFiles.in(GOLDEN.resolve("llama3")), arena).tensors();
            assertThat(tensors).doesNotContainKey("lm_head.weight");
        }
        Files.copy(GOLDEN.resolve("llama3/llama3-bf16.gguf"), folder.resolve("model.gguf"));

        try (var model = LlamaModel.open(WeightFiles.in(folder))) {
            assertThat(model.config().tiedEmbeddings()).isTrue();
            assertThat(model.config().attentionBias()).isFalse();
            assertThat(model.config().rope().scaling()).isInstanceOf(Rope.Scaling.Divided.class);
        }
    }

    private static String params() throws IOException {
        try (var model = LlamaModel.open(WeightFiles.in(GOLDEN.resolve("base")))) {
            int multiple = model.config().intermediateSize();
            return PARAMS.replace("\"multiple_of\":16", "\"multiple_of\":" + multiple);
        }
    }

    private static GgufWriter metadata() {
        return new GgufWriter().text("general.architecture", "llama").count("llama.context_length", 512)
                .count("llama.embedding_length", 64).count("llama.block_count", 2).count("llama.feed_forward_length", 176)
                .count("llama.attention.head_count", 4).count("llama.attention.head_count_kv", 2)
                .number("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    }

    private static ModelWriter read(String name) throws IOException {
        return readFrom(GOLDEN.resolve(name));
    }

    private static ModelWriter readFrom(Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return new ModelWriter(ModelWeights.map(WeightFiles.in(folder), arena).tensors());
        }
    }

    private static float[] logits(Path folder) throws IOException {
        float[] scalar = logits(folder, new ScalarKernel());
        assertThat(largestDifference(logits(folder, new VectorKernel()), scalar)).isLessThan(1e-3f);
        return scalar;
    }

    private static float[] logits(Path folder, Kernel kernel) throws IOException {
        int[] tokens = tokens();
        try (var model = LlamaModel.open(WeightFiles.in(folder)); var workers = new Workers(1)) {
            var all = new float[tokens.length * model.config().vocabularySize()];
            new LlamaSession(model, kernel, workers, tokens.length).advance(tokens,
                    (position, logits) -> System.arraycopy(logits, 0, all, position * logits.length, logits.length));
            return all;
        }
    }

    private static int[] tokens() throws IOException {
        var ints = ByteBuffer.wrap(Files.readAllBytes(GOLDEN.resolve("base/tokens_short.i32")))
                .order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        var tokens = new int[ints.remaining()];
        ints.get(tokens);
        return tokens;
    }

    private static float[] floats(Path file) throws IOException {
        var floats = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var array = new float[floats.remaining()];
        floats.get(array);
        return array;
    }

    private static float largestDifference(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        return largest;
    }
}
