package org.weightgate.loader.llama;

/// `out = in / sqrt(mean(in^2) + epsilon) * gain`, the mean over the width of one token.
///
/// Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization" (arXiv 1910.07467).
final class RmsNorm {

    private final float[] gain;
    private final float epsilon;

    RmsNorm(float[] gain, float epsilon) {
        this.gain = gain;
        this.epsilon = epsilon;
    }

    /// @param in [tokens, width]
    /// @param out [tokens, width]; may be `in`
    void apply(float[] in, int tokens, float[] out) {
        int width = gain.length;
        for (int token = 0; token < tokens; token++) {
            int at = token * width;
            double squares = 0;
            for (int i = 0; i < width; i++) {
                squares += (double) in[at + i] * in[at + i];
            }
            float scale = (float) (1 / Math.sqrt(squares / width + epsilon));
            for (int i = 0; i < width; i++) {
                out[at + i] = in[at + i] * scale * gain[i];
            }
        }
    }
}
