package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// BF16 or F16 rows times a few tokens, four rows at a time ([FourStreams]): bound by memory.
///
/// Weights are loaded two to an int: the low half is the element at the even column, the high half the one at the odd column.
/// The activations are sorted to match once, so that no lane has to move.
final class HalfRows {

    private static final int LANES = Lanes.COUNT;

    private HalfRows() {
    }

    /// For each token, and each two vectors of activations: those of the even columns, then those of the odd ones. Columns behind
    /// the last two whole vectors are left out.
    static float[] evenThenOdd(float[] in, int tokens, int columns) {
        int pairs = wholePairs(columns);
        var sorted = new float[tokens * pairs * 2];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < pairs; i++) {
                int to = token * pairs * 2 + i / LANES * 2 * LANES + i % LANES;
                sorted[to] = in[token * columns + 2 * i];
                sorted[to + LANES] = in[token * columns + 2 * i + 1];
            }
        }
        return sorted;
    }

    private static int wholePairs(int columns) {
        return Lanes.INTS.loopBound(columns / 2);
    }

    /// Rows `[from, to)` of [Kernel#multiply(Matrix, float[], int, float[], Workers)].
    ///
    /// @param sorted what [#evenThenOdd] makes of `in`
    static void multiply(Matrix weights, float[] in, float[] sorted, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        int pairs = wholePairs(columns);
        var rows = new FourStreams(from, to);
        var lanes = new float[FourStreams.COUNT * LANES];
        for (int step = 0; step < rows.steps(); step++) {
            for (int token = 0; token < tokens; token++) {
                if (weights.dtype() == DType.BF16) {
                    bf16(weights, rows, step, pairs, sorted, token * 2 * pairs, lanes);
                } else {
                    f16(weights, rows, step, pairs, sorted, token * 2 * pairs, lanes);
                }
                for (int stream = 0; stream < FourStreams.COUNT; stream++) {
                    int row = rows.row(step, stream);
                    out[token * weights.rows() + row] = Lanes.total(lanes, stream * LANES)
                            + tail(weights, row, in, token * columns);
                }
            }
        }
    }

    private static void bf16(Matrix weights, FourStreams rows, int step, int pairs, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        long place0 = rows.row(step, 0) * weights.stride();
        long place1 = rows.row(step, 1) * weights.stride();
        long place2 = rows.row(step, 2) * weights.stride();
        long place3 = rows.row(step, 3) * weights.stride();
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int i = 0; i < pairs; i += LANES) {
            FloatVector even = FloatVector.fromArray(Lanes.FLOATS, in, at + 2 * i);
            FloatVector odd = FloatVector.fromArray(Lanes.FLOATS, in, at + 2 * i + LANES);
            sum0 = bf16(pair(data, place0 + 4L * i), even, odd, sum0);
            sum1 = bf16(pair(data, place1 + 4L * i), even, odd, sum1);
            sum2 = bf16(pair(data, place2 + 4L * i), even, odd, sum2);
            sum3 = bf16(pair(data, place3 + 4L * i), even, odd, sum3);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
    }

    private static IntVector pair(MemorySegment data, long place) {
        Lanes.guard(data);
        return IntVector.fromMemorySegment(Lanes.INTS, data, place, Lanes.ORDER);
    }

    private static FloatVector bf16(IntVector pair, FloatVector even, FloatVector odd, FloatVector sum) {
        return Lanes.bf16High(pair).fma(odd, Lanes.bf16Low(pair).fma(even, sum));
    }

    private static void f16(Matrix weights, FourStreams rows, int step, int pairs, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        long place0 = rows.row(step, 0) * weights.stride();
        long place1 = rows.row(step, 1) * weights.stride();
        long place2 = rows.row(step, 2) * weights.stride();
        long place3 = rows.row(step, 3) * weights.stride();
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int i = 0; i < pairs; i += LANES) {
            FloatVector even = FloatVector.fromArray(Lanes.FLOATS, in, at + 2 * i);
            FloatVector odd = FloatVector.fromArray(Lanes.FLOATS, in, at + 2 * i + LANES);
            sum0 = f16(pair(data, place0 + 4L * i), even, odd, sum0);
            sum1 = f16(pair(data, place1 + 4L * i), even, odd, sum1);
            sum2 = f16(pair(data, place2 + 4L * i), even, odd, sum2);
            sum3 = f16(pair(data, place3 + 4L * i), even, odd, sum3);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
    }

    private static FloatVector f16(IntVector pair, FloatVector even, FloatVector odd, FloatVector sum) {
        return Lanes.f16High(pair).fma(odd, Lanes.f16Low(pair).fma(even, sum));
    }

    /// Columns behind the last whole vector of pairs.
    private static float tail(Matrix weights, int row, float[] in, int at) {
        float sum = 0;
        for (int column = 2 * wholePairs(weights.columns()); column < weights.columns(); column++) {
            sum += weights.dtype().toFloat(weights.data(), row * weights.stride() + 2L * column) * in[at + column];
        }
        return sum;
    }
}
