package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.SignedModel;
import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifyProgress;

/// A model of a few hundred numbers whose files are changed byte by byte.
class CorruptedModelTest {

    private static final String SAFETENSORS = "model.safetensors";
    private static final String GGUF = "model.gguf";
    /// 512 numbers of two bytes and 24 of four.
    private static final int GGUF_BODY = 1120;
    private static final int[] TOKENS = { 1, 2 };
    private static final int[] MASKS = { 0x01, 0x80, 0xff };
    private static final String CONFIG = """
            {"model_type":"llama","hidden_size":8,"intermediate_size":8,"num_hidden_layers":1,"num_attention_heads":2,
            "num_key_value_heads":1,"vocab_size":8,"max_position_embeddings":16}""";

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, Path> folders = new LinkedHashMap<>();

    @BeforeEach
    void aTinyModelInBothForms() throws IOException {
        var writer = new ModelWriter(tensors());
        Path one = Files.createDirectory(folder.resolve("one"));
        Files.writeString(one.resolve("config.json"), CONFIG);
        writer.writeSafetensors(one.resolve(SAFETENSORS), DType.BF16);
        Path other = Files.createDirectory(folder.resolve("other"));
        writer.inGgufForm(4).writeGguf(other.resolve(GGUF), new GgufWriter().text("general.architecture", "llama")
                .count("llama.context_length", 16).count("llama.embedding_length", 8).count("llama.block_count", 1)
                .count("llama.feed_forward_length", 8).count("llama.attention.head_count", 2)
                .count("llama.attention.head_count_kv", 1).number("llama.attention.layer_norm_rms_epsilon", 1e-6f), DType.F16);
        folders.put(SAFETENSORS, one);
        folders.put(GGUF, other);
    }

    /// Nobody signed it, so a change that makes another model runs; nothing else may happen.
    @ParameterizedTest
    @ValueSource(strings = { SAFETENSORS, GGUF })
    void unsignedFileIsRefusedByItsNameOrRuns(String name) throws IOException {
        Path file = file(name);
        byte[] good = Files.readAllBytes(file);
        int header = headerLength(name, good);
        int refusals = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = 0; at < good.length; at += at < header ? 1 : 7) {
                put(channel, at, changed(good, at));
                try {
                    assertThat(logits(file)).hasSize(8);
                } catch (WeightFormatException refused) {
                    assertThat(refused.file()).isIn(name, "the weights");
                    assertThat(refused.field()).isNotBlank();
                    refusals++;
                }
                put(channel, at, good[at]);
            }
        }
        assertThat(refusals).isGreaterThan(header / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = { SAFETENSORS, GGUF })
    void signedFileIsRefusedWhicheverByteIsChanged(String name) throws Exception {
        SigningKey key = SigningKey.generate();
        Path file = file(name);
        byte[] good = Files.readAllBytes(file);
        int header = headerLength(name, good);
        SignedModel.sign(parent(file), key);
        assertThat(verified(file, key)).isEmpty();
        FileEntry entry = ManifestReader.read(Files.readAllBytes(file.resolveSibling(Manifest.FILE_NAME))).file(name)
                .orElseThrow();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int at = 0; at < good.length; at += at < header ? 1 : 7) {
                put(channel, at, changed(good, at));
                var check = new ChunkCheck(channel, entry, Manifest.DEFAULT_CHUNK_SIZE);
                assertThatThrownBy(() -> check.chunk(0)).as("byte " + at).isInstanceOf(VerificationException.class)
                        .hasMessageContaining(name);
                if (at % 211 == 0) {
                    assertThat(verified(file, key)).as("byte " + at).isEqualTo(name + ", chunk 0");
                }
                put(channel, at, good[at]);
            }
        }
        assertThat(verified(file, key)).isEmpty();
    }

    @Test
    void bothFormsAreTheSameModel() throws IOException {
        assertThat(GoldenModels.largestDifference(logits(file(SAFETENSORS)), logits(file(GGUF)))).isLessThan(1e-5f);
    }

    private static byte changed(byte[] file, int at) {
        return (byte) (file[at] ^ MASKS[at % MASKS.length]);
    }

    private static void put(FileChannel file, int at, byte value) throws IOException {
        file.write(ByteBuffer.wrap(new byte[] { value }), at);
    }

    private Path file(String name) {
        return folders.getOrDefault(name, folder).resolve(name);
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static int headerLength(String name, byte[] file) {
        return name.equals(SAFETENSORS) ? 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong()
                : file.length - GGUF_BODY;
    }

    private static float[] logits(Path file) throws IOException {
        try (var model = LlamaModel.open(WeightFiles.in(parent(file))); var workers = new Workers(1)) {
            int capacity = Math.min(TOKENS.length, model.config().contextLength());
            return new LlamaSession(model, new ScalarKernel(), workers, capacity)
                    .advance(capacity == TOKENS.length ? TOKENS : new int[] { TOKENS[0] });
        }
    }

    /// Which file and chunk is refused, or nothing.
    private static String verified(Path file, SigningKey key) throws IOException {
        try {
            DirectoryVerifier.verify(parent(file), TrustedKeys.of(key.signer()), VerifyProgress.NONE);
            return "";
        } catch (VerificationException refused) {
            return refused.file() + ", " + refused.place().substring(0, refused.place().indexOf(" ("));
        }
    }

    /// Numbers that are the same in every type.
    private static Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        var random = new SplittableRandom(7);
        put(tensors, random, "model.embed_tokens.weight", 8, 8);
        for (String name : List.of("self_attn.q_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")) {
            put(tensors, random, "model.layers.0." + name + ".weight", 8, 8);
        }
        for (String name : List.of("self_attn.k_proj", "self_attn.v_proj")) {
            put(tensors, random, "model.layers.0." + name + ".weight", 4, 8);
        }
        for (String name : List.of("model.layers.0.input_layernorm.weight", "model.layers.0.post_attention_layernorm.weight",
                "model.norm.weight")) {
            put(tensors, random, name, 8);
        }
        put(tensors, random, "lm_head.weight", 8, 8);
        return tensors;
    }

    private static void put(Map<String, Tensor> tensors, SplittableRandom random, String name, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        var bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(random.nextInt(-64, 65) / 64f);
        }
        var extents = Arrays.stream(shape).boxed().toList();
        tensors.put(name, new Tensor(name, DType.F32, extents, SAFETENSORS, MemorySegment.ofArray(bytes.array())));
    }
}
