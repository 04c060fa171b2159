package org.weightgate.loader.llama;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.ModelFormat;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// Reads a Hugging Face `config.json` in its older and newer spellings. What it leaves out is as transformers has it.
final class HuggingFaceConfig {

    private static final String GENERATION = "generation_config.json";
    private static final int BYTES = 1 << 20;
    private static final double LARGEST = 1e12;
    private static final int USUAL_END = 2;
    private static final Set<String> SILU = Set.of("silu", "swish");

    /// What may stand among the settings of RoPE without a type.
    private static final Set<String> PLAIN_ROPE = Set.of("rope_theta", "partial_rotary_factor");

    /// Settings of LLaMA's relatives: one that is set would change the arithmetic.
    private static final List<String> FOREIGN = List.of("sliding_window", "attention_multiplier", "embedding_multiplier",
            "residual_multiplier", "logits_scaling", "attn_logit_softcapping", "final_logit_softcapping", "num_local_experts",
            "n_routed_experts", "use_qk_norm", "qk_layernorm", "no_rope_layers", "rope_interleaved", "attention_sinks");

    private HuggingFaceConfig() {
    }

    /// Reads `config.json`, and the end tokens of `generation_config.json` when that file is there, as transformers does.
    static LlamaConfig read(WeightFiles files) throws IOException {
        JsonField config = WeightJson.read(files, ModelFormat.HuggingFace.CONFIG, BYTES);
        JsonField endTokens = config.get("eos_token_id");
        if (files.has(GENERATION)) {
            JsonField stated = WeightJson.read(files, GENERATION, BYTES).get("eos_token_id");
            endTokens = stated.isPresent() || !endTokens.isStated() ? stated : endTokens;
        }
        return of(config, endTokens);
    }

    static LlamaConfig of(JsonField config, JsonField endTokens) throws WeightFormatException {
        requireLlama(config);
        int hidden = config.get("hidden_size").count(1, LlamaConfig.WIDTH);
        int heads = config.get("num_attention_heads").count(1, LlamaConfig.HEADS);
        JsonField keyValueHeads = config.get("num_key_value_heads");
        int keyValue = keyValueHeads.isPresent() ? keyValueHeads.count(1, heads) : heads;
        if (heads % keyValue != 0) {
            throw keyValueHeads.refused("it must divide num_attention_heads, which is " + heads);
        }
        int vocabulary = config.get("vocab_size").count(1, LlamaConfig.VOCABULARY);
        JsonField context = config.get("max_position_embeddings");
        int contextLength = context.isPresent() ? context.count(1, LlamaConfig.CONTEXT) : 2048;
        JsonField epsilon = config.get("rms_norm_eps");
        int headSize = headSize(config, hidden, heads);
        if ((long) heads * headSize > LlamaConfig.WIDTH) {
            throw config.get("num_attention_heads").refused("heads times head_dim must be at most " + LlamaConfig.WIDTH);
        }
        return new LlamaConfig(hidden, config.get("intermediate_size").count(1, LlamaConfig.WIDTH),
                config.get("num_hidden_layers").count(1, LlamaConfig.LAYERS), heads, keyValue, headSize, vocabulary,
                contextLength,
                epsilon.isPresent() ? (float) epsilon.number(0, 1) : 1e-6f, rope(config, contextLength),
                config.get("tie_word_embeddings").truthOr(false), config.get("attention_bias").truthOr(false),
                config.get("mlp_bias").truthOr(false), endTokens(endTokens, vocabulary));
    }

    private static void requireLlama(JsonField config) throws WeightFormatException {
        if (!config.get("model_type").text().equals("llama")) {
            throw config.get("model_type").refused("only \"llama\" can be run");
        }
        JsonField architectures = config.get("architectures");
        if (architectures.isPresent()) {
            for (JsonField name : architectures.items()) {
                if (!name.text().equals("LlamaForCausalLM")) {
                    throw name.refused("only \"LlamaForCausalLM\" can be run");
                }
            }
        }
        if (!SILU.contains(config.get("hidden_act").textOr("silu"))) {
            throw config.get("hidden_act").refused("only \"silu\" can be computed");
        }
        for (String quantised : List.of("quantization_config", "compression_config")) {
            if (config.get(quantised).isPresent()) {
                throw config.get(quantised).refused("quantised weights can not be run");
            }
        }
        JsonField causal = config.get("is_causal");
        if (causal.isStated() && !causal.truth()) {
            throw causal.refused("only attention to what came before can be computed");
        }
        requireWholeHeads(config.get("partial_rotary_factor"));
        for (String foreign : FOREIGN) {
            JsonField field = config.get(foreign);
            if (field.isPresent() && !field.isFalse()) {
                throw field.refused("no LLaMA model has it, and it can not be computed");
            }
        }
        if (config.get("layer_types").isPresent()) {
            for (JsonField type : config.get("layer_types").items()) {
                if (!type.text().equals("full_attention")) {
                    throw type.refused("only \"full_attention\" can be computed");
                }
            }
        }
    }

    private static int headSize(JsonField config, int hidden, int heads) throws WeightFormatException {
        JsonField stated = config.get("head_dim");
        if (!stated.isPresent() && hidden % heads != 0) {
            throw config.get("hidden_size").refused("without head_dim it must be a multiple of num_attention_heads, " + heads);
        }
        int size = stated.isPresent() ? stated.count(2, LlamaConfig.WIDTH) : hidden / heads;
        if (size % 2 != 0) {
            throw stated.refused("a head is rotated in pairs, so its size must be even");
        }
        return size;
    }

    private static Set<Integer> endTokens(JsonField field, int vocabulary) throws WeightFormatException {
        var ids = new TreeSet<Integer>();
        if (!field.isPresent()) {
            return field.isStated() || vocabulary <= USUAL_END ? ids : Set.of(USUAL_END);
        }
        for (JsonField id : field.isArray() ? field.items() : List.of(field)) {
            ids.add(id.count(0, vocabulary - 1));
        }
        return ids;
    }

    private static void requireWholeHeads(JsonField partial) throws WeightFormatException {
        if (partial.isPresent() && partial.number(0, 1) != 1) {
            throw partial.refused("only 1 can be computed: all of a head is rotated");
        }
    }

    /// `rope_parameters`, or `rope_scaling` as it was called, may hold what may also stand beside it. Which of two that contradict
    /// each other counts has changed between releases of transformers, so neither is taken.
    ///
    /// Source: `RotaryEmbeddingConfigMixin` in `modeling_rope_utils.py` of github.com/huggingface/transformers, 5.18.
    private static Rope rope(JsonField config, int contextLength) throws WeightFormatException {
        JsonField older = config.get("rope_scaling");
        JsonField newer = config.get("rope_parameters");
        if (!isEmpty(older) && !isEmpty(newer)) {
            throw newer.refused("it may not be there beside rope_scaling");
        }
        JsonField stated = isEmpty(older) ? newer : older;
        JsonField theta = config.get("rope_theta");
        if (isEmpty(stated)) {
            return new Rope(base(theta), new Rope.Scaling.None(), Rope.Pairs.HALVES);
        }
        requireWholeHeads(stated.get("partial_rotary_factor"));
        Rope.Scaling scaling = PLAIN_ROPE.containsAll(stated.members().keySet()) ? new Rope.Scaling.None()
                : scaling(stated, config.get("original_max_position_embeddings"), contextLength);
        return new Rope(base(agreed(theta, stated.get("rope_theta"))), scaling, Rope.Pairs.HALVES);
    }

    private static double base(JsonField theta) throws WeightFormatException {
        return theta.isPresent() ? theta.number(1, LARGEST) : 10_000;
    }

    private static boolean isEmpty(JsonField object) throws WeightFormatException {
        return !object.isPresent() || object.members().isEmpty();
    }

    /// The one of two numbers that is there.
    private static JsonField agreed(JsonField outside, JsonField inside) throws WeightFormatException {
        if (!inside.isPresent()) {
            return outside;
        }
        if (outside.isPresent() && outside.number(1, LARGEST) != inside.number(1, LARGEST)) {
            throw inside.refused(outside.path() + " outside says " + outside.number(1, LARGEST));
        }
        return inside;
    }

    private static Rope.Scaling scaling(JsonField field, JsonField original, int contextLength) throws WeightFormatException {
        JsonField type = field.get("rope_type").isPresent() ? field.get("rope_type") : field.get("type");
        if (field.get("type").isPresent() && !field.get("type").text().equals(type.text())) {
            throw field.get("type").refused("rope_type says \"" + type.text() + "\"");
        }
        return switch (type.text()) {
            case "default" -> new Rope.Scaling.None();
            case "linear" -> new Rope.Scaling.Linear(field.get("factor").number(1, LARGEST));
            case "llama3" -> llama3(field, original, contextLength);
            default -> throw type.refused("only \"default\", \"linear\" and \"llama3\" can be computed");
        };
    }

    /// @param outside what may say instead of `field` how long the context was at first, which is `contextLength` if neither does
    private static Rope.Scaling llama3(JsonField field, JsonField outside, int contextLength) throws WeightFormatException {
        double low = field.get("low_freq_factor").number(1e-6, LARGEST);
        JsonField high = field.get("high_freq_factor");
        if (high.number(1e-6, LARGEST) <= low) {
            throw high.refused("it must be above low_freq_factor, which is " + low);
        }
        JsonField original = agreed(outside, field.get("original_max_position_embeddings"));
        return new Rope.Scaling.Llama3(field.get("factor").number(1, LARGEST), low, high.number(low, LARGEST),
                original.isPresent() ? original.count(1, LlamaConfig.CONTEXT) : contextLength);
    }
}
