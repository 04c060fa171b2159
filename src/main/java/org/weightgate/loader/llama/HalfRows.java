package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// BF16 or F16 rows times a few tokens, a few rows at a time ([Streams]): bound by memory.
///
/// Weights are loaded two to an int: the low half is the element at the even column, the high half the one at the odd column.
/// The activations are sorted to match once, so that no lane has to move.
///
/// The innermost loops count in long, which the compiler does not unroll: unrolled sixteen times they read at two thirds of the
/// speed where the activations do not fit into the first cache beside the rows, and no faster elsewhere. They are short for the
/// compiler's sake too: beyond some forty operations it no longer takes all of them into the loop, which is ten times as slow.
final class HalfRows {

    private static final int LANES = Lanes.COUNT;
    private static final int BF16_STREAMS = 4;
    private static final int F16_STREAMS = 2;
    /// Both halves of an int without their signs.
    private static final int MAGNITUDES = 0x7fff7fff;
    /// What carries into the sign of an F16 half whose exponent is that of an infinity or NaN.
    private static final int TO_SPECIAL = 0x04000400;
    private static final int SPECIAL = 0x80008000;

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
        boolean brain = weights.dtype() == DType.BF16;
        var rows = Streams.of(brain ? BF16_STREAMS : F16_STREAMS, from, to);
        var lanes = new float[rows.count() * LANES];
        for (int step = 0; step < rows.steps(); step++) {
            for (int token = 0; token < tokens; token++) {
                int at = token * 2 * pairs;
                int special = brain
                        ? bf16(weights, rows, step, pairs, sorted, at, lanes)
                        : f16(weights, rows, step, pairs, sorted, at, lanes);
                for (int stream = 0; stream < rows.count(); stream++) {
                    int row = rows.row(step, stream);
                    float whole = (special >> stream & 1) == 0
                            ? Lanes.total(lanes, stream * LANES)
                            : sum(weights, row, 0, 2 * pairs, in, token * columns);
                    out[token * weights.rows() + row] = whole + sum(weights, row, 2 * pairs, columns, in, token * columns);
                }
            }
        }
    }

    private static int bf16(Matrix weights, Streams rows, int step, int pairs, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        Lanes.guard(data);
        long place0 = rows.row(step, 0) * weights.stride();
        long place1 = rows.row(step, 1) * weights.stride();
        long place2 = rows.row(step, 2) * weights.stride();
        long place3 = rows.row(step, 3) * weights.stride();
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (long i = 0; i < pairs; i += LANES) {
            int x = at + 2 * (int) i;
            FloatVector even = FloatVector.fromArray(Lanes.FLOATS, in, x);
            FloatVector odd = FloatVector.fromArray(Lanes.FLOATS, in, x + LANES);
            sum0 = addBf16(pair(data, place0 + 4 * i), even, odd, sum0);
            sum1 = addBf16(pair(data, place1 + 4 * i), even, odd, sum1);
            sum2 = addBf16(pair(data, place2 + 4 * i), even, odd, sum2);
            sum3 = addBf16(pair(data, place3 + 4 * i), even, odd, sum3);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
        return 0;
    }

    private static IntVector pair(MemorySegment data, long place) {
        return IntVector.fromMemorySegment(Lanes.INTS, data, place, Lanes.ORDER);
    }

    private static FloatVector addBf16(IntVector pair, FloatVector even, FloatVector odd, FloatVector sum) {
        return Lanes.bf16High(pair).fma(odd, Lanes.bf16Low(pair).fma(even, sum));
    }

    /// Called on a sum of vectors, a method is compiled as one of any vector, and the sum as an object: ten times as slow. So it is called on what
    /// was just loaded, and the sum is what it is given.
    ///
    /// Infinities and NaN look like large numbers here, and so the answer says which streams have any, in its lowest bits.
    private static int f16(Matrix weights, Streams rows, int step, int pairs, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        Lanes.guard(data);
        long place0 = rows.row(step, 0) * weights.stride();
        long place1 = rows.row(step, 1) * weights.stride();
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        IntVector special0 = IntVector.zero(Lanes.INTS);
        IntVector special1 = special0;
        for (long i = 0; i < pairs; i += LANES) {
            int x = at + 2 * (int) i;
            FloatVector even = FloatVector.fromArray(Lanes.FLOATS, in, x);
            FloatVector odd = FloatVector.fromArray(Lanes.FLOATS, in, x + LANES);
            IntVector pair0 = pair(data, place0 + 4 * i);
            IntVector pair1 = pair(data, place1 + 4 * i);
            sum0 = addF16(pair0, even, odd, sum0);
            sum1 = addF16(pair1, even, odd, sum1);
            special0 = pair0.and(MAGNITUDES).add(TO_SPECIAL).or(special0);
            special1 = pair1.and(MAGNITUDES).add(TO_SPECIAL).or(special1);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        return isSpecial(special0) | isSpecial(special1) << 1;
    }

    private static int isSpecial(IntVector magnitudes) {
        return (IntVector.zero(Lanes.INTS).or(magnitudes).reduceLanes(VectorOperators.OR) & SPECIAL) == 0 ? 0 : 1;
    }

    private static FloatVector addF16(IntVector pair, FloatVector even, FloatVector odd, FloatVector sum) {
        return Lanes.finiteF16High(pair).fma(odd, Lanes.finiteF16Low(pair).fma(even, sum));
    }

    /// Of columns `[from, to)`, one by one: those behind the last whole vector of pairs, or of a row with an infinity or NaN.
    private static float sum(Matrix weights, int row, int from, int to, float[] in, int at) {
        float sum = 0;
        for (int column = from; column < to; column++) {
            sum += weights.dtype().toFloat(weights.data(), row * weights.stride() + 2L * column) * in[at + column];
        }
        return sum;
    }
}
