package org.weightgate.loader.llama;

/// Turns heads by their position: element i and element i + headSize/2 are one pair (see [Rope]).
final class Rotation {

    private final int headSize;
    private final double[] frequencies;

    Rotation(LlamaConfig config) {
        this.headSize = config.headSize();
        this.frequencies = config.rope().frequencies(headSize);
    }

    /// @param vectors [tokens, width], width a multiple of the head's size; turned in place
    /// @param position of the first token
    void apply(float[] vectors, int tokens, int width, int position) {
        int half = frequencies.length;
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < half; i++) {
                double angle = (position + token) * frequencies[i];
                float cos = (float) Math.cos(angle);
                float sin = (float) Math.sin(angle);
                int end = (token + 1) * width;
                for (int at = token * width + i; at < end; at += headSize) {
                    float first = vectors[at];
                    float second = vectors[at + half];
                    vectors[at] = first * cos - second * sin;
                    vectors[at + half] = second * cos + first * sin;
                }
            }
        }
    }
}
