package org.weightgate.loader.llama;

/// Turns heads by their position, pair by pair (see [Rope]).
final class Rotation {

    private final int headSize;
    private final double[] frequencies;
    /// From one pair to the next, and from the first of a pair to the second.
    private final int step;
    private final int apart;

    Rotation(LlamaConfig config) {
        this.headSize = config.headSize();
        this.frequencies = config.rope().frequencies(headSize);
        boolean neighbours = config.rope().pairs() == Rope.Pairs.NEIGHBOURS;
        this.step = neighbours ? 2 : 1;
        this.apart = neighbours ? 1 : headSize / 2;
    }

    /// @param vectors [tokens, width], width a multiple of the head's size; turned in place
    /// @param position of the first token
    void apply(float[] vectors, int tokens, int width, int position) {
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < frequencies.length; i++) {
                double angle = (position + token) * frequencies[i];
                float cos = (float) Math.cos(angle);
                float sin = (float) Math.sin(angle);
                int end = (token + 1) * width;
                for (int at = token * width + i * step; at < end; at += headSize) {
                    float first = vectors[at];
                    float second = vectors[at + apart];
                    vectors[at] = first * cos - second * sin;
                    vectors[at + apart] = second * cos + first * sin;
                }
            }
        }
    }
}
