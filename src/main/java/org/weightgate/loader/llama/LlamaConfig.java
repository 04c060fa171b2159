package org.weightgate.loader.llama;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.StrictJson;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// The shape of a LLaMA model, read from a Hugging Face `config.json`.
///
/// A setting that would change the arithmetic and is not implemented is refused by name with a [WeightFormatException]: another
/// `model_type` or activation, an unknown RoPE type, quantised weights.
///
/// Sources: Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models" (arXiv 2302.13971); Ainslie et al. 2023,
/// "GQA" (arXiv 2305.13245) for `keyValueHeads`.
///
/// @param hiddenSize width of the residual stream
/// @param intermediateSize width inside the feed-forward block
/// @param layers number of blocks
/// @param heads query heads
/// @param keyValueHeads key and value heads; query head h reads head `h / (heads / keyValueHeads)`
/// @param headSize width of one head; `heads * headSize` need not be `hiddenSize`
/// @param vocabularySize number of token ids
/// @param contextLength most positions a sequence may have
/// @param epsilon added to the mean square in RMSNorm
/// @param rope rotary position embedding
/// @param tiedEmbeddings whether the output matrix is the embedding matrix
/// @param attentionBias whether the attention projections add a bias
/// @param feedForwardBias whether the feed-forward projections add a bias
/// @param endTokens ids that end a text; may be empty
public record LlamaConfig(int hiddenSize, int intermediateSize, int layers, int heads, int keyValueHeads, int headSize,
        int vocabularySize, int contextLength, float epsilon, Rope rope, boolean tiedEmbeddings, boolean attentionBias,
        boolean feedForwardBias, Set<Integer> endTokens) {

    /// The file it is read from.
    public static final String FILE = "config.json";

    private static final String GENERATION = "generation_config.json";
    private static final int BYTES = 1 << 20;
    private static final int WIDTH = 1 << 20;
    private static final int LAYERS = 1024;
    private static final int VOCABULARY = 1 << 22;
    private static final int CONTEXT = 1 << 24;

    public LlamaConfig {
        endTokens = Set.copyOf(endTokens);
    }

    /// Reads `config.json`, and the end tokens of `generation_config.json` when that file is there, as transformers does.
    public static LlamaConfig read(WeightFiles files) throws IOException {
        JsonField config = StrictJson.read(files, FILE, BYTES);
        JsonField endTokens = config.get("eos_token_id");
        if (files.has(GENERATION)) {
            JsonField stated = StrictJson.read(files, GENERATION, BYTES).get("eos_token_id");
            endTokens = stated.isPresent() ? stated : endTokens;
        }
        return of(config, endTokens);
    }

    static LlamaConfig of(JsonField config, JsonField endTokens) throws WeightFormatException {
        requireLlama(config);
        int hidden = config.get("hidden_size").count(1, WIDTH);
        int heads = config.get("num_attention_heads").count(1, WIDTH);
        JsonField keyValueHeads = config.get("num_key_value_heads");
        int keyValue = keyValueHeads.isPresent() ? keyValueHeads.count(1, heads) : heads;
        if (heads % keyValue != 0) {
            throw keyValueHeads.refused("it must divide num_attention_heads, which is " + heads);
        }
        int vocabulary = config.get("vocab_size").count(1, VOCABULARY);
        JsonField context = config.get("max_position_embeddings");
        int contextLength = context.isPresent() ? context.count(1, CONTEXT) : 2048;
        JsonField epsilon = config.get("rms_norm_eps");
        int headSize = headSize(config, hidden, heads);
        if ((long) heads * headSize > WIDTH) {
            throw config.get("num_attention_heads").refused("heads times head_dim must be at most " + WIDTH);
        }
        return new LlamaConfig(hidden, config.get("intermediate_size").count(1, WIDTH),
                config.get("num_hidden_layers").count(1, LAYERS), heads, keyValue, headSize, vocabulary, contextLength,
                epsilon.isPresent() ? (float) epsilon.number(0, 1) : 1e-6f, Rope.of(config),
                config.get("tie_word_embeddings").truthOr(false), config.get("attention_bias").truthOr(false),
                config.get("mlp_bias").truthOr(false), endTokens(endTokens, vocabulary));
    }

    /// Width of all query heads together.
    public int queryWidth() {
        return heads * headSize;
    }

    /// Width of all key (or value) heads together.
    public int keyValueWidth() {
        return keyValueHeads * headSize;
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
        if (!config.get("hidden_act").textOr("silu").equals("silu")) {
            throw config.get("hidden_act").refused("only \"silu\" can be computed");
        }
        for (String quantised : List.of("quantization_config", "compression_config")) {
            if (config.get(quantised).isPresent()) {
                throw config.get(quantised).refused("quantised weights can not be run");
            }
        }
        JsonField partial = config.get("partial_rotary_factor");
        if (partial.isPresent() && partial.number(0, 1) != 1) {
            throw partial.refused("only 1 can be computed: all of a head is rotated");
        }
    }

    private static int headSize(JsonField config, int hidden, int heads) throws WeightFormatException {
        JsonField stated = config.get("head_dim");
        if (!stated.isPresent() && hidden % heads != 0) {
            throw config.get("hidden_size").refused("without head_dim it must be a multiple of num_attention_heads, " + heads);
        }
        int size = stated.isPresent() ? stated.count(2, WIDTH) : hidden / heads;
        if (size % 2 != 0) {
            throw stated.refused("a head is rotated in pairs, so its size must be even");
        }
        return size;
    }

    private static Set<Integer> endTokens(JsonField field, int vocabulary) throws WeightFormatException {
        var ids = new TreeSet<Integer>();
        if (!field.isPresent()) {
            return ids;
        }
        for (JsonField id : field.isArray() ? field.items() : List.of(field)) {
            ids.add(id.count(0, vocabulary - 1));
        }
        return ids;
    }
}
