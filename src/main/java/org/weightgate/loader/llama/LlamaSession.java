package org.weightgate.loader.llama;

import org.weightgate.loader.llama.LlamaWeights.Block;
import org.weightgate.loader.weights.WeightFormatException;

/// One sequence being read and written with a [LlamaModel]: its key-value cache and the forward pass, in float32. Not for use by
/// two threads at once.
///
/// Source: Touvron et al. 2023 (arXiv 2302.13971); SwiGLU from Shazeer 2020, "GLU Variants Improve Transformer"
/// (arXiv 2002.05202).
public final class LlamaSession {

    /// Tokens computed together when a prompt is read: enough that reading the weights costs little beside computing.
    private static final int BATCH = 256;

    private final LlamaModel model;
    private final LlamaConfig config;
    private final LlamaWeights weights;
    private final Kernel kernel;
    private final Workers workers;
    private final int capacity;
    private final KeyValueCache cache;
    private final Rotation rotation;
    private final Attention attention;
    private Activations activations;
    private int position;

    /// Receives the logits of one position.
    public interface Positions {
        /// Called once per position, in order.
        ///
        /// @param position counted from 0
        /// @param logits `[vocabularySize]`, reused after the call
        void at(int position, float[] logits) throws WeightFormatException;
    }

    /// An empty session.
    ///
    /// @param capacity most positions this session will see; the cache takes
    ///        `8 * layers * capacity * keyValueWidth` bytes of heap
    /// @throws IllegalArgumentException if the model's context is shorter than `capacity`, or its keys and values do not fit in the
    ///         heap
    public LlamaSession(LlamaModel model, Kernel kernel, Workers workers, int capacity) {
        model.requireOpen();
        this.model = model;
        this.config = model.config();
        if (capacity < 1 || capacity > config.contextLength()) {
            throw new IllegalArgumentException(
                    "a session of " + capacity + " tokens: the model's context is 1 to " + config.contextLength());
        }
        this.weights = model.weights();
        this.kernel = kernel;
        this.workers = workers;
        this.capacity = capacity;
        this.cache = new KeyValueCache(config, capacity, kernel.panel());
        this.rotation = new Rotation(config);
        this.attention = new Attention(config, kernel, workers);
        this.activations = new Activations(config, 1);
    }

    /// How many tokens have been read.
    public int position() {
        return position;
    }

    /// Reads `tokens` and returns the logits behind the last one, `[vocabularySize]`.
    ///
    /// @throws IllegalArgumentException if there is no token, an id is outside the vocabulary, or they do not fit; nothing is read
    /// @throws IllegalStateException if the model is closed
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
        model.requireOpen();
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

    /// The logits, `output(norm(hidden))`, of those of the `count` positions before [#position] that are wanted.
    private void output(float[] hidden, int count, int firstWanted, Positions each) throws WeightFormatException {
        int width = config.hiddenSize();
        var one = new float[width];
        var logits = new float[config.vocabularySize()];
        int first = position - count;
        for (int i = Math.max(0, firstWanted - first); i < count; i++) {
            System.arraycopy(hidden, i * width, one, 0, width);
            weights.norm().apply(one, one, 0, 1);
            weights.output().apply(one, 1, logits, kernel, workers);
            each.at(first + i, logits);
        }
    }

    /// The residual stream behind the last block, [count, hiddenSize].
    private float[] forward(int[] tokens, int from, int count) {
        if (activations.tokens != count) {
            activations = new Activations(config, count);
        }
        float[] stream = activations.stream;
        for (int i = 0; i < count; i++) {
            weights.embedding().row(tokens[from + i], stream, i * config.hiddenSize());
        }
        rotation.prepare(position, count);
        for (int layer = 0; layer < config.layers(); layer++) {
            Block block = weights.blocks().get(layer);
            attend(block, layer, activations);
            feedForward(block, activations);
        }
        return stream;
    }

    /// `stream += output(attention(rotated query, all rotated keys so far, all values so far))`, where query, key and value are
    /// products of the normalised stream.
    private void attend(Block block, int layer, Activations now) {
        int tokens = now.tokens;
        normalize(block.attentionNorm(), now);
        block.query().apply(now.normed, tokens, now.query, kernel, workers);
        block.key().apply(now.normed, tokens, now.key, kernel, workers);
        block.value().apply(now.normed, tokens, now.value, kernel, workers);
        workers.split(tokens, config.queryWidth() + config.keyValueWidth(), (from, to) -> {
            rotation.apply(now.query, config.queryWidth(), from, to);
            rotation.apply(now.key, config.keyValueWidth(), from, to);
        });
        cache.put(layer, position, now.key, now.value, tokens);
        attention.apply(now.query, cache, layer, position, tokens, now.seen);
        block.attentionOutput().apply(now.seen, tokens, now.normed, kernel, workers);
        addTo(now);
    }

    /// `stream += down(silu(gate(x)) * up(x))` with x the normalised stream.
    private void feedForward(Block block, Activations now) {
        int tokens = now.tokens;
        int width = config.intermediateSize();
        normalize(block.feedForwardNorm(), now);
        block.gate().apply(now.normed, tokens, now.gate, kernel, workers);
        block.up().apply(now.normed, tokens, now.up, kernel, workers);
        workers.split(tokens, 4L * width, (from, to) -> kernel.gate(now.gate, now.up, from * width, to * width));
        block.down().apply(now.gate, tokens, now.normed, kernel, workers);
        addTo(now);
    }

    private void normalize(RmsNorm norm, Activations now) {
        workers.split(now.tokens, config.hiddenSize(), (from, to) -> norm.apply(now.stream, now.normed, from, to));
    }

    /// What a block computed joins the residual stream. It stands where its input stood, which nobody reads any more.
    private void addTo(Activations now) {
        int width = config.hiddenSize();
        workers.split(now.tokens, width, (from, to) -> kernel.add(now.normed, now.stream, from * width, to * width));
    }

    /// Where `tokens` tokens are computed, layer after layer.
    private static final class Activations {

        private final int tokens;
        /// The residual stream, [tokens, hiddenSize].
        private final float[] stream;
        /// What goes into a block, normalised, and then what comes out of it, [tokens, hiddenSize].
        private final float[] normed;
        /// [tokens, queryWidth]
        private final float[] query;
        /// [tokens, keyValueWidth], as the value is.
        private final float[] key;
        private final float[] value;
        /// What attention brings together of the values, [tokens, queryWidth].
        private final float[] seen;
        /// [tokens, intermediateSize], as what it is multiplied with.
        private final float[] gate;
        private final float[] up;

        Activations(LlamaConfig config, int tokens) {
            this.tokens = tokens;
            this.stream = new float[tokens * config.hiddenSize()];
            this.normed = new float[stream.length];
            this.query = new float[tokens * config.queryWidth()];
            this.key = new float[tokens * config.keyValueWidth()];
            this.value = new float[key.length];
            this.seen = new float[query.length];
            this.gate = new float[tokens * config.intermediateSize()];
            this.up = new float[gate.length];
        }
    }
}
