package org.weightgate.loader.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.GgufField;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFormatException;

/// Reads the configuration from the metadata of a GGUF file. Its tensors say whether the output matrix is tied and whether there
/// are biases; `rope_freqs.weight` holds the divisors of a scaled RoPE. A key under `llama.` it does not know is refused.
final class GgufConfig {

    private static final String PREFIX = "llama.";
    private static final double LARGEST = 1e12;
    private static final String ROPE_DIVISORS = "rope_freqs.weight";

    /// Keys that are read, or say nothing about the arithmetic.
    private static final Set<String> KNOWN = Set.of("context_length", "embedding_length", "block_count", "feed_forward_length",
            "attention.head_count", "attention.head_count_kv", "attention.layer_norm_rms_epsilon", "attention.key_length",
            "attention.value_length", "rope.freq_base", "rope.dimension_count", "rope.scale_linear", "rope.scaling.type",
            "rope.scaling.factor", "rope.scaling.original_context_length", "rope.scaling.finetuned", "vocab_size",
            "tensor_data_layout");

    private final Gguf file;

    private GgufConfig(Gguf file) {
        this.file = file;
    }

    static LlamaConfig read(Gguf file) throws WeightFormatException {
        return new GgufConfig(file).config();
    }

    private LlamaConfig config() throws WeightFormatException {
        requireLlama();
        int hidden = field("embedding_length").count(1, LlamaConfig.WIDTH);
        int heads = field("attention.head_count").count(1, LlamaConfig.HEADS);
        GgufField shared = field("attention.head_count_kv");
        int keyValueHeads = shared.isPresent() ? shared.count(1, heads) : heads;
        if (heads % keyValueHeads != 0) {
            throw shared.refused("it must divide llama.attention.head_count, which is " + heads);
        }
        int headSize = headSize(hidden, heads);
        int vocabulary = vocabulary();
        return new LlamaConfig(hidden, field("feed_forward_length").count(1, LlamaConfig.WIDTH),
                field("block_count").count(1, LlamaConfig.LAYERS), heads, keyValueHeads, headSize, vocabulary,
                field("context_length").count(1, LlamaConfig.CONTEXT),
                (float) field("attention.layer_norm_rms_epsilon").number(0, 1), rope(headSize),
                !file.tensors().containsKey("output.weight"), file.tensors().containsKey("blk.0.attn_q.bias"),
                file.tensors().containsKey("blk.0.ffn_gate.bias"), endTokens(vocabulary));
    }

    private void requireLlama() throws WeightFormatException {
        GgufField architecture = file.field("general.architecture");
        if (!architecture.text().equals("llama")) {
            throw architecture.refused("only \"llama\" can be run");
        }
        GgufField pieces = file.field("split.count");
        if (pieces.isPresent() && pieces.count(0, 65_535) > 1) {
            throw pieces.refused("a model in one piece is read: join the pieces with gguf-split --merge");
        }
        for (String key : file.metadata().keySet()) {
            if (key.startsWith(PREFIX) && !KNOWN.contains(key.substring(PREFIX.length()))) {
                throw file.field(key).refused("its meaning is not known, and it might change the arithmetic");
            }
        }
        GgufField layout = field("tensor_data_layout");
        if (!layout.textOr("Meta AI original pth").equals("Meta AI original pth")) {
            throw layout.refused("only \"Meta AI original pth\", with interleaved rotation, is read");
        }
    }

    private int headSize(int hidden, int heads) throws WeightFormatException {
        GgufField stated = field("attention.key_length");
        if (!stated.isPresent() && hidden % heads != 0) {
            throw field("embedding_length").refused("it must be a multiple of llama.attention.head_count, " + heads);
        }
        int size = stated.isPresent() ? stated.count(2, LlamaConfig.WIDTH) : hidden / heads;
        if (size % 2 != 0 || (long) size * heads > LlamaConfig.WIDTH) {
            throw field("attention.head_count").refused(
                    "the size of a head must be even, and all heads at most " + LlamaConfig.WIDTH);
        }
        for (String same : List.of("attention.value_length", "rope.dimension_count")) {
            if (field(same).isPresent() && field(same).count(0, Integer.MAX_VALUE) != size) {
                throw field(same).refused("only the size of a head, " + size + ", can be computed");
            }
        }
        return size;
    }

    private int vocabulary() throws WeightFormatException {
        GgufField stated = field("vocab_size");
        Tensor embedding = file.tensors().get("token_embd.weight");
        if (stated.isPresent() || embedding == null) {
            return stated.count(1, LlamaConfig.VOCABULARY);
        }
        long rows = embedding.shape().getFirst();
        if (rows > LlamaConfig.VOCABULARY) {
            throw new WeightFormatException(file.file(), "the shape of token_embd.weight", embedding.shapeText(),
                    "at most " + LlamaConfig.VOCABULARY + " rows are read");
        }
        return (int) rows;
    }

    private Rope rope(int headSize) throws WeightFormatException {
        GgufField base = field("rope.freq_base");
        double theta = base.isPresent() ? base.number(1, LARGEST) : 10_000;
        Rope.Scaling scaling = scaling();
        Tensor divisors = file.tensors().get(ROPE_DIVISORS);
        if (divisors == null) {
            return new Rope(theta, scaling, Rope.Pairs.NEIGHBOURS);
        }
        if (!(scaling instanceof Rope.Scaling.None)) {
            throw new WeightFormatException(file.file(), "tensor " + ROPE_DIVISORS, "there",
                    "llama.rope.scaling already says how RoPE is scaled");
        }
        return new Rope(theta, new Rope.Scaling.Divided(divisors(divisors, headSize / 2)), Rope.Pairs.NEIGHBOURS);
    }

    private Rope.Scaling scaling() throws WeightFormatException {
        GgufField type = field("rope.scaling.type");
        GgufField older = field("rope.scale_linear");
        GgufField factor = field("rope.scaling.factor");
        if (older.isPresent() && factor.isPresent()) {
            throw older.refused("it may not be there beside llama.rope.scaling.factor, its newer name");
        }
        if (!type.isPresent() && older.isPresent()) {
            return linear(older);
        }
        if (!type.isPresent() && factor.isPresent() && factor.number(0, LARGEST) != 0 && factor.number(0, LARGEST) != 1) {
            throw factor.refused("llama.rope.scaling.type must say how it is meant");
        }
        return switch (type.textOr("none")) {
            case "none" -> new Rope.Scaling.None();
            case "linear" -> linear(factor);
            default -> throw type.refused("only \"none\" and \"linear\" can be computed");
        };
    }

    private static Rope.Scaling linear(GgufField factor) throws WeightFormatException {
        return new Rope.Scaling.Linear(factor.number(1, LARGEST));
    }

    private List<Double> divisors(Tensor tensor, int pairs) throws WeightFormatException {
        if (tensor.dtype() != DType.F32 || !tensor.shape().equals(List.of((long) pairs))) {
            throw new WeightFormatException(file.file(), "tensor " + ROPE_DIVISORS,
                    tensor.dtype() + " " + tensor.shapeText(), "it must be F32 [" + pairs + "]");
        }
        var divisors = new ArrayList<Double>(pairs);
        for (int i = 0; i < pairs; i++) {
            double divisor = tensor.dtype().toFloat(tensor.data(), (long) i * Float.BYTES);
            if (!(divisor > 0 && divisor <= LARGEST)) {
                throw new WeightFormatException(file.file(), ROPE_DIVISORS + "[" + i + "]", divisor,
                        "it must be above 0 and at most " + LARGEST);
            }
            divisors.add(divisor);
        }
        return divisors;
    }

    private Set<Integer> endTokens(int vocabulary) throws WeightFormatException {
        var ids = new TreeSet<Integer>();
        for (String name : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            GgufField field = file.field("tokenizer.ggml." + name);
            if (field.isPresent()) {
                ids.add(field.count(0, vocabulary - 1));
            }
        }
        return ids;
    }

    private GgufField field(String name) {
        return file.field(PREFIX + name);
    }
}
