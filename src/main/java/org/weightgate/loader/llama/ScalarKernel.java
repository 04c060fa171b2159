package org.weightgate.loader.llama;

/// Plain Java: the fallback without the vector module, and the text to read first.
public final class ScalarKernel implements Kernel {

    private static final int BLOCK = 256;
    private static final int PANEL = 16;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int bits() {
        return Float.SIZE;
    }

    @Override
    public void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        long work = (long) weights.columns() * tokens;
        workers.split(weights.rows(), work, (from, to) -> rows(weights, in, tokens, out, from, to));
    }

    /// A block of a row is turned to float32 once and used for every token.
    private static void rows(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
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
                    out[token * weights.rows() + row] += dot(block, in, token * columns + column, length);
                }
            }
        }
    }

    private static float dot(float[] block, float[] in, int at, int length) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            sum0 += block[i] * in[at + i];
            sum1 += block[i + 1] * in[at + i + 1];
            sum2 += block[i + 2] * in[at + i + 2];
            sum3 += block[i + 3] * in[at + i + 3];
        }
        for (; i < length; i++) {
            sum0 += block[i] * in[at + i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public void multiply(Grid left, int rows, int depth, float[] panel, int at, Grid out) {
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < depth; k++) {
                float factor = left.data[left.row(row) + k];
                for (int column = 0; column < PANEL; column++) {
                    out.data[out.row(row) + column] += factor * panel[at + k * PANEL + column];
                }
            }
        }
    }

    @Override
    public void softmax(float[] scores, int from, int to) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            most = Math.max(most, scores[i]);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            sum += scores[i];
        }
        for (int i = from; i < to; i++) {
            scores[i] = (float) (scores[i] / sum);
        }
    }

    @Override
    public void add(float[] in, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] += in[i];
        }
    }

    @Override
    public void gate(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i++) {
            gate[i] = (float) (gate[i] / (1 + Math.exp(-gate[i]))) * up[i];
        }
    }
}
