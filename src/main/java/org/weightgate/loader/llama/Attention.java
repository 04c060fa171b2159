package org.weightgate.loader.llama;

import java.util.Arrays;

/// Causal attention of some tokens to all positions up to their own: `softmax(q . k / sqrt(headSize)) . v` per head.
///
/// All queries that read the same keys, those of the heads that share them and of neighbouring tokens, are rows of one matrix:
/// rows times keys are the scores, scores times values the output.
///
/// Source: Vaswani et al. 2017, "Attention Is All You Need" (arXiv 1706.03762), section 3.2.1; shared keys and values from
/// Ainslie et al. 2023, "GQA" (arXiv 2305.13245).
final class Attention {

    /// Queries computed together.
    private static final int ROWS = 24;

    private final LlamaConfig config;
    private final Kernel kernel;
    private final Workers workers;
    private final int group;

    Attention(LlamaConfig config, Kernel kernel, Workers workers) {
        this.config = config;
        this.kernel = kernel;
        this.workers = workers;
        this.group = config.heads() / config.keyValueHeads();
    }

    /// @param query [tokens, queryWidth]
    /// @param cache holds keys and values up to `position + tokens`
    /// @param position of the first token
    /// @param out [tokens, queryWidth]
    void apply(float[] query, KeyValueCache cache, int layer, int position, int tokens, float[] out) {
        int step = Math.max(1, ROWS / group);
        int steps = Math.ceilDiv(tokens, step);
        long work = 2L * step * group * config.headSize() * (position + tokens);
        workers.split(steps * config.keyValueHeads(), work, (from, to) -> {
            for (int i = from; i < to; i++) {
                int first = i / config.keyValueHeads() * step;
                attend(query, cache, layer, i % config.keyValueHeads(), position, first, Math.min(step, tokens - first), out);
            }
        });
    }

    /// Tokens `[first, first + count)` of the query heads that share key-value head `head`, `rows` queries: `scores` is
    /// [rows, width], and behind the position of its own token each row is 0, so that no token sees a later one; `sums` is
    /// [rows, padded], of which the first `headSize` columns count.
    private void attend(float[] query, KeyValueCache cache, int layer, int head, int position, int first, int count,
            float[] out) {
        int size = config.headSize();
        int panel = kernel.panel();
        int rows = count * group;
        int length = position + first + count;
        int width = Math.ceilDiv(length, panel) * panel;
        var queries = new float[rows * size];
        gather(query, first, count, head, queries);
        var scores = new float[rows * width];
        for (int i = 0; i < length; i += panel) {
            kernel.multiply(new Grid(queries, 0, size), rows, size, cache.keys(layer), cache.keyPanel(head, i),
                    new Grid(scores, i, width));
        }
        for (int row = 0; row < rows; row++) {
            int seen = position + first + row / group + 1;
            kernel.softmax(scores, row * width, row * width + seen);
            Arrays.fill(scores, row * width + seen, (row + 1) * width, 0);
        }
        int padded = Math.ceilDiv(size, panel) * panel;
        var sums = new float[rows * padded];
        for (int i = 0; i < size; i += panel) {
            kernel.multiply(new Grid(scores, 0, width), rows, length, cache.values(layer), cache.valuePanel(head, i),
                    new Grid(sums, i, padded));
        }
        scatter(sums, padded, first, count, head, out);
    }

    /// From [tokens, queryWidth], the heads of a group side by side, to [count * group, headSize], scaled by `1 / sqrt(headSize)`.
    private void gather(float[] query, int first, int count, int head, float[] rows) {
        int size = config.headSize();
        float scale = (float) (1 / Math.sqrt(size));
        for (int row = 0; row < count * group; row++) {
            int at = place(first, head, row);
            for (int i = 0; i < size; i++) {
                rows[row * size + i] = query[at + i] * scale;
            }
        }
    }

    /// The way back, from [count * group, stride], unscaled.
    private void scatter(float[] rows, int stride, int first, int count, int head, float[] out) {
        for (int row = 0; row < count * group; row++) {
            System.arraycopy(rows, row * stride, out, place(first, head, row), config.headSize());
        }
    }

    /// Where in [tokens, queryWidth] the query head and token stand that are row `row`.
    private int place(int first, int head, int row) {
        return (first + row / group) * config.queryWidth() + (head * group + row % group) * config.headSize();
    }
}
