package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;

/// F32 rows times a few tokens, one at a time: bound by memory. Four rows share each load of the activations.
final class FloatRows {

    private static final int LANES = Lanes.COUNT;
    private static final int ROWS = 4;

    private FloatRows() {
    }

    /// Rows `[from, to)` of [Kernel#multiply(Matrix, float[], int, float[], Workers)].
    static void multiply(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        var lanes = new float[ROWS * LANES];
        for (int row = from; row < to; row += ROWS) {
            for (int token = 0; token < tokens; token++) {
                four(weights.data(), row, to - 1, columns, in, token * columns, lanes);
                for (int i = 0; i < Math.min(ROWS, to - row); i++) {
                    out[token * weights.rows() + row + i] = Lanes.total(lanes, i * LANES)
                            + tail(weights, row + i, in, token * columns);
                }
            }
        }
    }

    private static void four(MemorySegment data, int row, int last, int columns, float[] in, int at, float[] lanes) {
        long stride = 4L * columns;
        long base0 = row * stride;
        long base1 = Math.min(row + 1, last) * stride;
        long base2 = Math.min(row + 2, last) * stride;
        long base3 = Math.min(row + 3, last) * stride;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int i = 0; i < Lanes.FLOATS.loopBound(columns); i += LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOATS, in, at + i);
            sum0 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base0 + 4L * i, Lanes.ORDER).fma(x, sum0);
            sum1 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base1 + 4L * i, Lanes.ORDER).fma(x, sum1);
            sum2 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base2 + 4L * i, Lanes.ORDER).fma(x, sum2);
            sum3 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base3 + 4L * i, Lanes.ORDER).fma(x, sum3);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
    }

    /// Columns behind the last whole vector.
    private static float tail(Matrix weights, int row, float[] in, int at) {
        float sum = 0;
        for (int column = Lanes.FLOATS.loopBound(weights.columns()); column < weights.columns(); column++) {
            sum += DType.F32.toFloat(weights.data(), row * weights.stride() + 4L * column) * in[at + column];
        }
        return sum;
    }
}
