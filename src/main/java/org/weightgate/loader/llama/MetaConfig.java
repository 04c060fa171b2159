package org.weightgate.loader.llama;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.ModelFormat;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// Reads Meta's `params.json`. It says neither whether the output matrix is tied (it is, when there is none) nor how long a
/// context may be (`max_seq_len`, or 2048, or 8192 for the models that name a `rope_theta`, or 131072 for those that scale RoPE)
/// nor which tokens end a text (the tokenizer knows). A key it does not know is refused.
///
/// Source: `ModelArgs` and `apply_scaling` in github.com/meta-llama/llama-models, and the `config.json` of the same models.
/// Where they differ (for Llama 3.2 the code scales by 8), `config.json` counts.
final class MetaConfig {

    private static final Set<String> KNOWN = Set.of("dim", "n_layers", "n_heads", "n_kv_heads", "head_dim", "hidden_dim",
            "vocab_size", "multiple_of", "ffn_dim_multiplier", "norm_eps", "rope_theta", "use_scaled_rope",
            "rope_scaling_factor", "rope_high_freq_factor", "max_seq_len", "max_batch_size", "model_parallel_size");
    private static final int BYTES = 1 << 20;
    private static final double LARGEST = 1e12;
    private static final int ORIGINAL_CONTEXT = 8192;
    private static final int SCALED_CONTEXT = 131_072;

    /// By width, how deep the published models that scale RoPE are and by which factor: Llama 3.1 and 3.3 by 8, Llama 3.2 by 32.
    private static final Map<Integer, Published> PUBLISHED = Map.of(2048, new Published(16, 32), 3072, new Published(28, 32),
            4096, new Published(32, 8), 8192, new Published(80, 8), 16_384, new Published(126, 8));

    private record Published(int layers, double factor) {
    }

    private MetaConfig() {
    }

    static LlamaConfig read(WeightFiles files, Map<String, Tensor> tensors) throws IOException {
        return of(WeightJson.read(files, ModelFormat.Meta.CONFIG, BYTES), tensors);
    }

    static LlamaConfig of(JsonField params, Map<String, Tensor> tensors) throws WeightFormatException {
        for (JsonField field : params.members().values()) {
            if (!KNOWN.contains(field.path()) && field.isPresent()) {
                throw field.refused("its meaning is not known, and it might change the arithmetic");
            }
        }
        int hidden = params.get("dim").count(1, LlamaConfig.WIDTH);
        int heads = params.get("n_heads").count(1, LlamaConfig.HEADS);
        JsonField shared = params.get("n_kv_heads");
        int keyValueHeads = shared.isPresent() ? shared.count(1, heads) : heads;
        if (heads % keyValueHeads != 0) {
            throw shared.refused("it must divide n_heads, which is " + heads);
        }
        JsonField theta = params.get("rope_theta");
        JsonField context = params.get("max_seq_len");
        int layers = params.get("n_layers").count(1, LlamaConfig.LAYERS);
        Rope.Scaling scaling = scaling(params, hidden, layers);
        return new LlamaConfig(hidden, feedForward(params, hidden), layers, heads,
                keyValueHeads, headSize(params, hidden, heads), vocabulary(params.get("vocab_size"), tensors),
                context.isPresent() ? context.count(1, LlamaConfig.CONTEXT) : usualContext(theta, scaling),
                (float) params.get("norm_eps").number(0, 1),
                new Rope(theta.isPresent() ? theta.number(1, LARGEST) : 10_000, scaling, Rope.Pairs.NEIGHBOURS),
                !tensors.containsKey("output.weight"), false, false, Set.of());
    }

    private static int headSize(JsonField params, int hidden, int heads) throws WeightFormatException {
        JsonField stated = params.get("head_dim");
        if (!stated.isPresent() && hidden % heads != 0) {
            throw params.get("dim").refused("without head_dim it must be a multiple of n_heads, which is " + heads);
        }
        int size = stated.isPresent() ? stated.count(2, LlamaConfig.WIDTH) : hidden / heads;
        if (size % 2 != 0 || (long) size * heads > LlamaConfig.WIDTH) {
            throw params.get("n_heads").refused("the size of a head must be even, and all heads at most " + LlamaConfig.WIDTH);
        }
        return size;
    }

    /// Two thirds of four times the width, stretched by `ffn_dim_multiplier`, rounded up to a multiple of `multiple_of`.
    private static int feedForward(JsonField params, int hidden) throws WeightFormatException {
        JsonField stated = params.get("hidden_dim");
        if (stated.isPresent()) {
            return stated.count(1, LlamaConfig.WIDTH);
        }
        JsonField stretch = params.get("ffn_dim_multiplier");
        JsonField multiple = params.get("multiple_of");
        long width = 8L * hidden / 3;
        width = stretch.isPresent() ? (long) (stretch.number(0.01, 100) * width) : width;
        long unit = multiple.isPresent() ? multiple.count(1, LlamaConfig.WIDTH) : 256;
        long rounded = (width + unit - 1) / unit * unit;
        if (rounded < 1 || rounded > LlamaConfig.WIDTH) {
            throw multiple.refused("the feed-forward width it leads to is " + rounded + ", at most " + LlamaConfig.WIDTH
                    + " is read");
        }
        return (int) rounded;
    }

    /// Older files say -1: the tokenizer decides, and so the embedding matrix knows.
    private static int vocabulary(JsonField field, Map<String, Tensor> tensors) throws WeightFormatException {
        if (field.isPresent() && field.integer(-1, LlamaConfig.VOCABULARY) != -1) {
            return field.count(1, LlamaConfig.VOCABULARY);
        }
        Tensor embedding = tensors.get("tok_embeddings.weight");
        if (embedding == null || embedding.shape().isEmpty() || embedding.shape().getFirst() < 1
                || embedding.shape().getFirst() > LlamaConfig.VOCABULARY) {
            throw field.refused("without a matrix tok_embeddings.weight it must be a number");
        }
        return Math.toIntExact(embedding.shape().getFirst());
    }

    private static int usualContext(JsonField theta, Rope.Scaling scaling) {
        if (scaling instanceof Rope.Scaling.Llama3) {
            return SCALED_CONTEXT;
        }
        return theta.isPresent() ? ORIGINAL_CONTEXT : 2048;
    }

    /// The published files of Llama 3.1 and 3.2 both say `use_scaled_rope`, mean different factors and name none: the model's size
    /// tells which it is. Of any other the factor must be there.
    private static Rope.Scaling scaling(JsonField params, int hidden, int layers) throws WeightFormatException {
        if (!params.get("use_scaled_rope").truthOr(false)) {
            return new Rope.Scaling.None();
        }
        JsonField high = params.get("rope_high_freq_factor");
        return new Rope.Scaling.Llama3(factor(params.get("rope_scaling_factor"), hidden, layers), 1,
                high.isPresent() ? high.number(1.001, LARGEST) : 4, ORIGINAL_CONTEXT);
    }

    private static double factor(JsonField stated, int hidden, int layers) throws WeightFormatException {
        if (stated.isPresent()) {
            return stated.number(1, LARGEST);
        }
        Published published = PUBLISHED.get(hidden);
        if (published == null || published.layers() != layers) {
            throw stated.refused("use_scaled_rope needs it: Llama 3.1 means 8, Llama 3.2 means 32, and this is neither's size");
        }
        return published.factor();
    }
}
