package org.weightgate.loader.llama;

/// Plain Java: the fallback without the vector module, and the text to read first.
public final class ScalarKernel implements Kernel {

    private static final int BLOCK = 256;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        long work = (long) weights.columns() * tokens;
        workers.split(weights.rows(), work, (from, to) -> rows(weights, in, tokens, out, from, to));
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            sum0 += a[aOffset + i] * b[bOffset + i];
            sum1 += a[aOffset + i + 1] * b[bOffset + i + 1];
            sum2 += a[aOffset + i + 2] * b[bOffset + i + 2];
            sum3 += a[aOffset + i + 3] * b[bOffset + i + 3];
        }
        for (; i < length; i++) {
            sum0 += a[aOffset + i] * b[bOffset + i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    @Override
    public void add(float factor, float[] in, int inOffset, float[] out, int outOffset, int length) {
        for (int i = 0; i < length; i++) {
            out[outOffset + i] += factor * in[inOffset + i];
        }
    }

    @Override
    public void gate(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i++) {
            gate[i] = (float) (gate[i] / (1 + Math.exp(-gate[i]))) * up[i];
        }
    }

    /// A block of a row is turned to float32 once and used for every token.
    private void rows(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        var block = new float[BLOCK];
        int columns = weights.columns();
        for (int row = from; row < to; row++) {
            for (int token = 0; token < tokens; token++) {
                out[token * weights.rows() + row] = 0;
            }
            for (int column = 0; column < columns; column += BLOCK) {
                int length = Math.min(BLOCK, columns - column);
                weights.dtype().toFloats(weights.data(), (long) row * columns + column, length, block, 0);
                for (int token = 0; token < tokens; token++) {
                    out[token * weights.rows() + row] += dot(block, 0, in, token * columns + column, length);
                }
            }
        }
    }
}
