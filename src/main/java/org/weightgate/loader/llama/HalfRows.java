package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// BF16 or F16 rows times a few tokens, one at a time: bound by memory.
///
/// Weights are loaded two to an int: the low half is the element at the even column, the high half the one at the odd column.
/// The activations are split into even and odd columns once, so that no lane has to move. Four rows share each load of them.
final class HalfRows {

    private static final int LANES = Lanes.COUNT;
    private static final int ROWS = 4;

    private HalfRows() {
    }

    /// For each token the even columns, then the odd ones; an odd last column is left out.
    static float[] evenThenOdd(float[] in, int tokens, int columns) {
        int pairs = columns / 2;
        var halves = new float[tokens * pairs * 2];
        for (int token = 0; token < tokens; token++) {
            int to = token * pairs * 2;
            for (int i = 0; i < pairs; i++) {
                halves[to + i] = in[token * columns + 2 * i];
                halves[to + pairs + i] = in[token * columns + 2 * i + 1];
            }
        }
        return halves;
    }

    /// Rows `[from, to)` of [Kernel#multiply(Matrix, float[], int, float[], Workers)].
    ///
    /// @param halves what [#evenThenOdd] makes of `in`
    static void multiply(Matrix weights, float[] in, float[] halves, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        boolean brain = weights.dtype() == DType.BF16;
        var lanes = new float[ROWS * LANES];
        for (int row = from; row < to; row += ROWS) {
            for (int token = 0; token < tokens; token++) {
                int at = token * (columns & ~1);
                if (brain) {
                    bf16(weights.data(), row, to - 1, columns, halves, at, lanes);
                } else {
                    f16(weights.data(), row, to - 1, columns, halves, at, lanes);
                }
                for (int i = 0; i < Math.min(ROWS, to - row); i++) {
                    out[token * weights.rows() + row + i] = Lanes.total(lanes, i * LANES)
                            + tail(weights, row + i, in, token * columns);
                }
            }
        }
    }

    private static void bf16(MemorySegment data, int row, int last, int columns, float[] halves, int at, float[] lanes) {
        long stride = 2L * columns;
        long base0 = row * stride;
        long base1 = Math.min(row + 1, last) * stride;
        long base2 = Math.min(row + 2, last) * stride;
        long base3 = Math.min(row + 3, last) * stride;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int pairs = columns / 2;
        for (int i = 0; i < Lanes.INTS.loopBound(pairs); i += LANES) {
            FloatVector even = FloatVector.fromArray(Lanes.FLOATS, halves, at + i);
            FloatVector odd = FloatVector.fromArray(Lanes.FLOATS, halves, at + pairs + i);
            IntVector v0 = IntVector.fromMemorySegment(Lanes.INTS, data, base0 + 4L * i, Lanes.ORDER);
            IntVector v1 = IntVector.fromMemorySegment(Lanes.INTS, data, base1 + 4L * i, Lanes.ORDER);
            IntVector v2 = IntVector.fromMemorySegment(Lanes.INTS, data, base2 + 4L * i, Lanes.ORDER);
            IntVector v3 = IntVector.fromMemorySegment(Lanes.INTS, data, base3 + 4L * i, Lanes.ORDER);
            sum0 = Lanes.bf16High(v0).fma(odd, Lanes.bf16Low(v0).fma(even, sum0));
            sum1 = Lanes.bf16High(v1).fma(odd, Lanes.bf16Low(v1).fma(even, sum1));
            sum2 = Lanes.bf16High(v2).fma(odd, Lanes.bf16Low(v2).fma(even, sum2));
            sum3 = Lanes.bf16High(v3).fma(odd, Lanes.bf16Low(v3).fma(even, sum3));
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
    }

    private static void f16(MemorySegment data, int row, int last, int columns, float[] halves, int at, float[] lanes) {
        long stride = 2L * columns;
        long base0 = row * stride;
        long base1 = Math.min(row + 1, last) * stride;
        long base2 = Math.min(row + 2, last) * stride;
        long base3 = Math.min(row + 3, last) * stride;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int pairs = columns / 2;
        for (int i = 0; i < Lanes.INTS.loopBound(pairs); i += LANES) {
            FloatVector even = FloatVector.fromArray(Lanes.FLOATS, halves, at + i);
            FloatVector odd = FloatVector.fromArray(Lanes.FLOATS, halves, at + pairs + i);
            IntVector v0 = IntVector.fromMemorySegment(Lanes.INTS, data, base0 + 4L * i, Lanes.ORDER);
            IntVector v1 = IntVector.fromMemorySegment(Lanes.INTS, data, base1 + 4L * i, Lanes.ORDER);
            IntVector v2 = IntVector.fromMemorySegment(Lanes.INTS, data, base2 + 4L * i, Lanes.ORDER);
            IntVector v3 = IntVector.fromMemorySegment(Lanes.INTS, data, base3 + 4L * i, Lanes.ORDER);
            sum0 = Lanes.f16High(v0).fma(odd, Lanes.f16Low(v0).fma(even, sum0));
            sum1 = Lanes.f16High(v1).fma(odd, Lanes.f16Low(v1).fma(even, sum1));
            sum2 = Lanes.f16High(v2).fma(odd, Lanes.f16Low(v2).fma(even, sum2));
            sum3 = Lanes.f16High(v3).fma(odd, Lanes.f16Low(v3).fma(even, sum3));
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
    }

    /// Columns behind the last whole vector of pairs.
    private static float tail(Matrix weights, int row, float[] in, int at) {
        float sum = 0;
        for (int column = 2 * Lanes.INTS.loopBound(weights.columns() / 2); column < weights.columns(); column++) {
            sum += weights.dtype().toFloat(weights.data(), row * weights.stride() + 2L * column) * in[at + column];
        }
        return sum;
    }
}
