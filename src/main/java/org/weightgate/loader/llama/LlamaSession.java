package org.weightgate.loader.llama;

import org.weightgate.loader.llama.LlamaWeights.Block;
import org.weightgate.loader.weights.WeightFormatException;

/// One sequence being read and written with a [LlamaModel]: its key-value cache and the forward pass, in float32. Not for use by
/// two threads at once.
///
/// Source: Touvron et al. 2023 (arXiv 2302.13971); SwiGLU from Shazeer 2020, "GLU Variants Improve Transformer"
/// (arXiv 2002.05202).
public final class LlamaSession {

    /// Tokens computed together when a prompt is read.
    private static final int BATCH = 96;

    private final LlamaConfig config;
    private final LlamaWeights weights;
    private final Kernel kernel;
    private final Workers workers;
    private final int capacity;
    private final KeyValueCache cache;
    private final Rotation rotation;
    private final Attention attention;
    private int position;

    /// Receives the logits of one position.
    public interface Positions {
        /// Called once per position, in order.
        ///
        /// @param position counted from 0
        /// @param logits [vocabularySize], reused after the call
        void at(int position, float[] logits) throws WeightFormatException;
    }

    /// An empty session.
    ///
    /// @param capacity most positions this session will see; the cache takes
    ///        `8 * layers * capacity * keyValueWidth` bytes of heap
    /// @throws IllegalArgumentException if the model's context is shorter than `capacity`
    public LlamaSession(LlamaModel model, Kernel kernel, Workers workers, int capacity) {
        this.config = model.config();
        if (capacity < 1 || capacity > config.contextLength()) {
            throw new IllegalArgumentException(
                    "a session of " + capacity + " tokens: the model's context is 1 to " + config.contextLength());
        }
        this.weights = model.weights();
        this.kernel = kernel;
        this.workers = workers;
        this.capacity = capacity;
        this.cache = new KeyValueCache(config, capacity);
        this.rotation = new Rotation(config);
        this.attention = new Attention(config, kernel, workers);
    }

    /// How many tokens have been read.
    public int position() {
        return position;
    }

    /// Reads `tokens` and returns the logits behind the last one, [vocabularySize].
    ///
    /// @throws IllegalArgumentException if there is no token, an id is outside the vocabulary, or they do not fit; nothing is read
    /// @throws WeightFormatException if a file became shorter than its tensors while it was in use
    public float[] advance(int... tokens) throws WeightFormatException {
        var logits = new float[config.vocabularySize()];
        int last = position + tokens.length - 1;
        read(tokens, last, (_, found) -> System.arraycopy(found, 0, logits, 0, logits.length));
        return logits;
    }

    /// Reads `tokens` and hands the logits behind each to `each`, in order.
    ///
    /// @throws IllegalArgumentException as [#advance(int...)]
    /// @throws WeightFormatException as [#advance(int...)]
    public void advance(int[] tokens, Positions each) throws WeightFormatException {
        read(tokens, position, each);
    }

    private void read(int[] tokens, int firstWanted, Positions each) throws WeightFormatException {
        require(tokens);
        try {
            for (int from = 0; from < tokens.length; from += BATCH) {
                int count = Math.min(BATCH, tokens.length - from);
                float[] hidden = forward(tokens, from, count);
                position += count;
                output(hidden, count, firstWanted, each);
            }
        } catch (InternalError e) {
            throw unreadable(e);
        }
    }

    /// What Java makes of a fault in a mapped page.
    private static WeightFormatException unreadable(InternalError fault) {
        var refused = new WeightFormatException("the weights", "a mapped page", fault.getMessage(),
                "a file may not become shorter while it is in use");
        refused.initCause(fault);
        return refused;
    }

    private void require(int[] tokens) {
        if (tokens.length == 0 || tokens.length > capacity - position) {
            throw new IllegalArgumentException("%d tokens behind %d do not fit a session of %d"
                    .formatted(tokens.length, position, capacity));
        }
        for (int token : tokens) {
            if (token < 0 || token >= config.vocabularySize()) {
                throw new IllegalArgumentException(
                        "token " + token + " is outside the vocabulary of " + config.vocabularySize());
            }
        }
    }

    private void output(float[] hidden, int count, int firstWanted, Positions each) throws WeightFormatException {
        int width = config.hiddenSize();
        var one = new float[width];
        var logits = new float[config.vocabularySize()];
        int first = position - count;
        for (int i = Math.max(0, firstWanted - first); i < count; i++) {
            System.arraycopy(hidden, i * width, one, 0, width);
            weights.norm().apply(one, 1, one);
            weights.output().apply(one, 1, logits, kernel, workers);
            each.at(first + i, logits);
        }
    }

    /// The residual stream behind the last block, [count, hiddenSize].
    private float[] forward(int[] tokens, int from, int count) {
        int width = config.hiddenSize();
        var stream = new float[count * width];
        for (int i = 0; i < count; i++) {
            weights.embedding().row(tokens[from + i], stream, i * width);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            Block block = weights.blocks().get(layer);
            attend(block, layer, stream, count);
            feedForward(block, stream, count);
        }
        return stream;
    }

    private void attend(Block block, int layer, float[] stream, int count) {
        var normed = new float[stream.length];
        var query = new float[count * config.queryWidth()];
        var key = new float[count * config.keyValueWidth()];
        var value = new float[count * config.keyValueWidth()];
        block.attentionNorm().apply(stream, count, normed);
        block.query().apply(normed, count, query, kernel, workers);
        block.key().apply(normed, count, key, kernel, workers);
        block.value().apply(normed, count, value, kernel, workers);
        rotation.apply(query, count, config.queryWidth(), position);
        rotation.apply(key, count, config.keyValueWidth(), position);
        cache.put(layer, position, key, value, count);
        var seen = new float[query.length];
        attention.apply(query, cache, layer, position, count, seen);
        block.attentionOutput().apply(seen, count, normed, kernel, workers);
        kernel.add(1, normed, 0, stream, 0, stream.length);
    }

    private void feedForward(Block block, float[] stream, int count) {
        var normed = new float[stream.length];
        var gate = new float[count * config.intermediateSize()];
        var up = new float[gate.length];
        block.feedForwardNorm().apply(stream, count, normed);
        block.gate().apply(normed, count, gate, kernel, workers);
        block.up().apply(normed, count, up, kernel, workers);
        workers.split(count, 16L * config.intermediateSize(), (from, to) -> kernel.gate(gate, up,
                from * config.intermediateSize(), to * config.intermediateSize()));
        block.down().apply(gate, count, normed, kernel, workers);
        kernel.add(1, normed, 0, stream, 0, stream.length);
    }
}
