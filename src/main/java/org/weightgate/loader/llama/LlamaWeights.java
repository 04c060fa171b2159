package org.weightgate.loader.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFormatException;

/// A model's tensors, found under the names its form gives them, each with the shape the configuration demands. A tensor that is missing, of
/// another shape or type, or unknown is refused. Matrices stay in the mapped file; norms and biases are turned to float32.
///
/// @param embedding [vocabularySize, hiddenSize]
/// @param output [vocabularySize, hiddenSize]; the embedding when the two are tied
record LlamaWeights(Matrix embedding, List<Block> blocks, RmsNorm norm, Linear output) {

    /// One layer: attention, then a gated feed-forward network, each on a normalised input and added to it.
    ///
    /// @param query [queryWidth, hiddenSize]
    /// @param key [keyValueWidth, hiddenSize]
    /// @param value [keyValueWidth, hiddenSize]
    /// @param attentionOutput [hiddenSize, queryWidth]
    /// @param gate [intermediateSize, hiddenSize]
    /// @param up [intermediateSize, hiddenSize]
    /// @param down [hiddenSize, intermediateSize]
    record Block(RmsNorm attentionNorm, Linear query, Linear key, Linear value, Linear attentionOutput, RmsNorm feedForwardNorm,
            Linear gate, Linear up, Linear down) {
    }

    static LlamaWeights bind(LlamaConfig config, TensorNames names, Map<String, Tensor> tensors) throws WeightFormatException {
        return new Binder(config, names, tensors).bind();
    }

    private static final class Binder {

        private final LlamaConfig config;
        private final TensorNames names;
        private final Map<String, Tensor> left;

        Binder(LlamaConfig config, TensorNames names, Map<String, Tensor> tensors) {
            this.config = config;
            this.names = names;
            this.left = new TreeMap<>(tensors);
        }

        LlamaWeights bind() throws WeightFormatException {
            int hidden = config.hiddenSize();
            Tensor embedding = take(names.embedding(), config.vocabularySize(), hidden);
            var blocks = new ArrayList<Block>();
            for (int layer = 0; layer < config.layers(); layer++) {
                blocks.add(block(names.block(layer)));
            }
            RmsNorm norm = norm(names.norm());
            Tensor output = output(embedding);
            left.keySet().removeIf(name -> names.derived().matcher(name).matches());
            for (Tensor unknown : left.values()) {
                throw new WeightFormatException(unknown.file(), "tensor " + unknown.name(), "there",
                        "a LLaMA model of this configuration has none of that name");
            }
            return new LlamaWeights(matrix(embedding), List.copyOf(blocks), norm, new Linear(matrix(output), new float[0]));
        }

        private Block block(String prefix) throws WeightFormatException {
            int hidden = config.hiddenSize();
            int inner = config.intermediateSize();
            int query = config.queryWidth();
            int keyValue = config.keyValueWidth();
            boolean attention = config.attentionBias();
            boolean feedForward = config.feedForwardBias();
            return new Block(norm(prefix + names.attentionNorm()),
                    linear(prefix + names.query(), query, hidden, attention),
                    linear(prefix + names.key(), keyValue, hidden, attention),
                    linear(prefix + names.value(), keyValue, hidden, attention),
                    linear(prefix + names.attentionOutput(), hidden, query, attention),
                    norm(prefix + names.feedForwardNorm()),
                    linear(prefix + names.gate(), inner, hidden, feedForward),
                    linear(prefix + names.up(), inner, hidden, feedForward),
                    linear(prefix + names.down(), hidden, inner, feedForward));
        }

        /// Some files of tied models carry the matrix twice: then both must be the same bytes.
        private Tensor output(Tensor embedding) throws WeightFormatException {
            String name = names.output();
            if (config.tiedEmbeddings() && !left.containsKey(name)) {
                return embedding;
            }
            Tensor output = take(name, config.vocabularySize(), config.hiddenSize());
            if (config.tiedEmbeddings()
                    && (output.dtype() != embedding.dtype() || output.data().mismatch(embedding.data()) != -1)) {
                throw new WeightFormatException(output.file(), "tensor " + name, "unlike " + names.embedding(),
                        "tie_word_embeddings says they are the same");
            }
            return output;
        }

        private Linear linear(String name, int rows, int columns, boolean bias) throws WeightFormatException {
            Matrix weights = matrix(take(name + ".weight", rows, columns));
            return new Linear(weights, bias ? vector(take(name + ".bias", rows)) : new float[0]);
        }

        private RmsNorm norm(String name) throws WeightFormatException {
            return new RmsNorm(vector(take(name, config.hiddenSize())), config.epsilon());
        }

        private Tensor take(String name, long... shape) throws WeightFormatException {
            Tensor tensor = left.remove(name);
            if (tensor == null) {
                throw new WeightFormatException("the weights", "tensor " + name, "absent", "the configuration demands it");
            }
            List<Long> expected = Arrays.stream(shape).boxed().toList();
            if (!tensor.shape().equals(expected)) {
                throw new WeightFormatException(tensor.file(), "the shape of " + name, tensor.shapeText(),
                        "the configuration demands " + expected);
            }
            if (!tensor.dtype().computes()) {
                throw new WeightFormatException(tensor.file(), "the type of " + name, tensor.dtype(),
                        "only F32, F16, BF16 and Q8_0 can be computed");
            }
            return tensor;
        }

        private static Matrix matrix(Tensor tensor) {
            return new Matrix(tensor.dtype(), Math.toIntExact(tensor.shape().getFirst()),
                    Math.toIntExact(tensor.shape().getLast()), tensor.data());
        }

        private static float[] vector(Tensor tensor) throws WeightFormatException {
            if (tensor.dtype().blockElements() != 1) {
                throw new WeightFormatException(tensor.file(), "the type of " + tensor.name(), tensor.dtype(),
                        "a vector must be F32, F16 or BF16");
            }
            var vector = new float[Math.toIntExact(tensor.elements())];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = tensor.dtype().toFloat(tensor.data(), (long) i * tensor.dtype().blockBytes());
            }
            return vector;
        }
    }
}
