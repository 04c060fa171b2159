package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// BF16 or F16 rows times a few tokens, one at a time: bound by memory.
///
/// Weights are loaded two to an int: the low half is the element at the even column, the high half the one at the odd column.
/// The activations are split into even and odd columns once, so that no lane has to move.
final class HalfRows {

    private static final int LANES = Lanes.COUNT;

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
        int pairs = columns / 2;
        var lanes = new float[LANES];
        for (int row = from; row < to; row++) {
            long base = row * weights.stride();
            for (int token = 0; token < tokens; token++) {
                if (weights.dtype() == DType.BF16) {
                    bf16(weights.data(), base, pairs, halves, token * 2 * pairs, lanes);
                } else {
                    f16(weights.data(), base, pairs, halves, token * 2 * pairs, lanes);
                }
                out[token * weights.rows() + row] = Lanes.total(lanes, 0) + tail(weights, row, in, token * columns);
            }
        }
    }

    /// One row: a single stream, which the processor foresees. Four vectors at a time have sums of their own, because each
    /// addition waits for the one before.
    private static void bf16(MemorySegment data, long base, int pairs, float[] halves, int at, float[] lanes) {
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i + 4 * LANES <= pairs; i += 4 * LANES) {
            sum0 = bf16(data, base + 4L * i, halves, at + i, pairs, sum0);
            sum1 = bf16(data, base + 4L * (i + LANES), halves, at + i + LANES, pairs, sum1);
            sum2 = bf16(data, base + 4L * (i + 2 * LANES), halves, at + i + 2 * LANES, pairs, sum2);
            sum3 = bf16(data, base + 4L * (i + 3 * LANES), halves, at + i + 3 * LANES, pairs, sum3);
        }
        for (; i + LANES <= pairs; i += LANES) {
            sum0 = bf16(data, base + 4L * i, halves, at + i, pairs, sum0);
        }
        sum0.add(sum1).add(sum2.add(sum3)).intoArray(lanes, 0);
    }

    private static FloatVector bf16(MemorySegment data, long place, float[] halves, int even, int pairs, FloatVector sum) {
        IntVector pair = IntVector.fromMemorySegment(Lanes.INTS, data, place, Lanes.ORDER);
        FloatVector low = Lanes.bf16Low(pair).fma(FloatVector.fromArray(Lanes.FLOATS, halves, even), sum);
        return Lanes.bf16High(pair).fma(FloatVector.fromArray(Lanes.FLOATS, halves, even + pairs), low);
    }

    private static void f16(MemorySegment data, long base, int pairs, float[] halves, int at, float[] lanes) {
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i + 4 * LANES <= pairs; i += 4 * LANES) {
            sum0 = f16(data, base + 4L * i, halves, at + i, pairs, sum0);
            sum1 = f16(data, base + 4L * (i + LANES), halves, at + i + LANES, pairs, sum1);
            sum2 = f16(data, base + 4L * (i + 2 * LANES), halves, at + i + 2 * LANES, pairs, sum2);
            sum3 = f16(data, base + 4L * (i + 3 * LANES), halves, at + i + 3 * LANES, pairs, sum3);
        }
        for (; i + LANES <= pairs; i += LANES) {
            sum0 = f16(data, base + 4L * i, halves, at + i, pairs, sum0);
        }
        sum0.add(sum1).add(sum2.add(sum3)).intoArray(lanes, 0);
    }

    private static FloatVector f16(MemorySegment data, long place, float[] halves, int even, int pairs, FloatVector sum) {
        IntVector pair = IntVector.fromMemorySegment(Lanes.INTS, data, place, Lanes.ORDER);
        FloatVector low = Lanes.f16Low(pair).fma(FloatVector.fromArray(Lanes.FLOATS, halves, even), sum);
        return Lanes.f16High(pair).fma(FloatVector.fromArray(Lanes.FLOATS, halves, even + pairs), low);
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
