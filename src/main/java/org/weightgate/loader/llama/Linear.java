package org.weightgate.loader.llama;

/// `out = weights * in + bias` for each token.
final class Linear {

    private final Matrix weights;
    private final float[] bias;

    /// @param bias one number per row, or empty for none
    Linear(Matrix weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    Matrix weights() {
        return weights;
    }

    /// @param in [tokens, columns]
    /// @param out [tokens, rows]
    void apply(float[] in, int tokens, float[] out, Kernel kernel, Workers workers) {
        kernel.multiply(weights, in, tokens, out, workers);
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < bias.length; i++) {
                out[token * bias.length + i] += bias[i];
            }
        }
    }
}
