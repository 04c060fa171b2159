package org.weightgate.loader.llama;

/// Turns heads by their position, pair by pair (see [Rope]).
final class Rotation {

    private final int headSize;
    private final double[] frequencies;
    /// From one pair to the next, and from the first of a pair to the second.
    private final int step;
    private final int apart;
    /// Cosine and sine for each token of the tables and each pair, [tokens, headSize].
    private float[] turns = {};

    Rotation(LlamaConfig config) {
        this.headSize = config.headSize();
        this.frequencies = config.rope().frequencies(headSize);
        boolean neighbours = config.rope().pairs() == Rope.Pairs.NEIGHBOURS;
        this.step = neighbours ? 2 : 1;
        this.apart = neighbours ? 1 : headSize / 2;
    }

    /// Prepares for `tokens` tokens from `position` on: all layers turn by the same angles.
    void prepare(int position, int tokens) {
        turns = new float[tokens * headSize];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < frequencies.length; i++) {
                double angle = (position + token) * frequencies[i];
                turns[token * headSize + 2 * i] = (float) Math.cos(angle);
                turns[token * headSize + 2 * i + 1] = (float) Math.sin(angle);
            }
        }
    }

    /// Turns the prepared tokens `[from, to)` in place.
    ///
    /// @param vectors [tokens, width], width a multiple of the head's size
    void apply(float[] vectors, int width, int from, int to) {
        for (int token = from; token < to; token++) {
            for (int head = token * width; head < (token + 1) * width; head += headSize) {
                turn(vectors, head, token * headSize);
            }
        }
    }

    private void turn(float[] vectors, int head, int table) {
        for (int i = 0; i < frequencies.length; i++) {
            float cos = turns[table + 2 * i];
            float sin = turns[table + 2 * i + 1];
            int at = head + i * step;
            float first = vectors[at];
            float second = vectors[at + apart];
            vectors[at] = first * cos - second * sin;
            vectors[at + apart] = second * cos + first * sin;
        }
    }
}
