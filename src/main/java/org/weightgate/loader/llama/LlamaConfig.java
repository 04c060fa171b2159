package org.weightgate.loader.llama;

import java.io.IOException;
import java.util.Set;

import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.ModelFormat;
import org.weightgate.loader.weights.ModelWeights;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// The shape of a LLaMA model, whichever file it was read from: see [HuggingFaceConfig], [MetaConfig] and [GgufConfig].
///
/// A setting that would change the arithmetic and is not implemented is refused by name with a [WeightFormatException]: another
/// architecture or activation, an unknown RoPE type, quantised weights.
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
/// @param endTokens ids that end a text; without any the tokenizer knows them, as it always does in Meta's form
public record LlamaConfig(int hiddenSize, int intermediateSize, int layers, int heads, int keyValueHeads, int headSize,
        int vocabularySize, int contextLength, float epsilon, Rope rope, boolean tiedEmbeddings, boolean attentionBias,
        boolean feedForwardBias, Set<Integer> endTokens) {

    static final int WIDTH = 1 << 20;
    /// Eight times as many as the largest published model has; [Attention] takes memory by their number.
    static final int HEADS = 1024;
    static final int LAYERS = 1024;
    static final int VOCABULARY = 1 << 22;
    static final int CONTEXT = 1 << 24;

    public LlamaConfig {
        endTokens = Set.copyOf(endTokens);
    }

    /// Reads the configuration in the place where `format` keeps it.
    ///
    /// @param mapped the mapped files: Meta's and GGUF's forms leave facts to them, such as whether there is an output matrix
    /// @throws WeightFormatException if it is not one that can be run
    static LlamaConfig read(ModelFormat format, WeightFiles files, ModelWeights mapped) throws IOException {
        return switch (format) {
            case ModelFormat.HuggingFace config -> HuggingFaceConfig.read(files);
            case ModelFormat.Meta params -> MetaConfig.read(files, mapped.tensors());
            case ModelFormat.OneGguf one -> GgufConfig.read((Gguf) mapped.shards().getFirst());
        };
    }

    /// Width of all query heads together.
    public int queryWidth() {
        return heads * headSize;
    }

    /// Width of all key (or value) heads together.
    public int keyValueWidth() {
        return keyValueHeads * headSize;
    }
}
