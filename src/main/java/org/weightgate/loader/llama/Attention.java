package org.weightgate.loader.llama;

import java.util.Arrays;

/// Causal attention of some tokens to all positions up to their own: `softmax(q . k / sqrt(headSize)) . v` per head.
///
/// Source: Vaswani et al. 2017, "Attention Is All You Need" (arXiv 1706.03762), section 3.2.1.
final class Attention {

    private final LlamaConfig config;
    private final Kernel kernel;
    private final Workers workers;

    Attention(LlamaConfig config, Kernel kernel, Workers workers) {
        this.config = config;
        this.kernel = kernel;
        this.workers = workers;
    }

    /// @param query [tokens, queryWidth]
    /// @param cache holds keys and values up to `position + tokens`
    /// @param position of the first token
    /// @param out [tokens, queryWidth]
    void apply(float[] query, KeyValueCache cache, int layer, int position, int tokens, float[] out) {
        int heads = config.heads();
        long work = 2L * config.headSize() * (position + tokens);
        workers.split(tokens * heads, work, (from, to) -> {
            var scores = new float[position + tokens];
            for (int i = from; i < to; i++) {
                head(query, cache.keys(layer), cache.values(layer), i % heads, i * config.headSize(), position + i / heads + 1,
                        scores, out);
            }
        });
    }

    /// @param at where the head's query begins, and its output
    /// @param length positions it may see
    private void head(float[] query, float[] keys, float[] values, int head, int at, int length, float[] scores, float[] out) {
        int size = config.headSize();
        int width = config.keyValueWidth();
        int shared = head / (config.heads() / config.keyValueHeads()) * size;
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < length; i++) {
            scores[i] = kernel.dot(query, at, keys, i * width + shared, size) * scale;
        }
        softmax(scores, length);
        Arrays.fill(out, at, at + size, 0);
        for (int i = 0; i < length; i++) {
            kernel.add(scores[i], values, i * width + shared, out, at, size);
        }
    }

    private static void softmax(float[] scores, int length) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            most = Math.max(most, scores[i]);
        }
        double sum = 0;
        for (int i = 0; i < length; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            sum += scores[i];
        }
        float share = (float) (1 / sum);
        for (int i = 0; i < length; i++) {
            scores[i] *= share;
        }
    }
}
