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

    /// Tokens `[from, to)`.
    ///
    /// @param in [tokens, width]
    /// @param out [tokens, width]; may be `in`
    void apply(float[] in, float[] out, int from, int to) {
        int width = gain.length;
        for (int token = from; token < to; token++) {
            int at = token * width;
            float scale = (float) (1 / Math.sqrt(squares(in, at, width) / width + epsilon));
            for (int i = 0; i < width; i++) {
                out[at + i] = in[at + i] * scale * gain[i];
            }
        }
    }

    /// Four sums, because each addition waits for the one before.
    private static double squares(float[] in, int at, int width) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = at;
        for (; i + 3 < at + width; i += 4) {
            sum0 += (double) in[i] * in[i];
            sum1 += (double) in[i + 1] * in[i + 1];
            sum2 += (double) in[i + 2] * in[i + 2];
            sum3 += (double) in[i + 3] * in[i + 3];
        }
        for (; i < at + width; i++) {
            sum0 += (double) in[i] * in[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
