package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;

/// F32 rows times a few tokens, four rows at a time ([Streams]): bound by memory. Not unrolled, as in [HalfRows].
final class FloatRows {

    private static final int LANES = Lanes.COUNT;
    private static final int STREAMS = 4;

    private FloatRows() {
    }

    /// Rows `[from, to)` of [Kernel#multiply(Matrix, float[], int, float[], Workers)].
    static void multiply(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        var rows = Streams.of(STREAMS, from, to);
        var lanes = new float[STREAMS * LANES];
        for (int step = 0; step < rows.steps(); step++) {
            for (int token = 0; token < tokens; token++) {
                four(weights, rows, step, in, token * columns, lanes);
                for (int stream = 0; stream < STREAMS; stream++) {
                    int row = rows.row(step, stream);
                    out[token * weights.rows() + row] = Lanes.total(lanes, stream * LANES)
                            + tail(weights, row, in, token * columns);
                }
            }
        }
    }

    private static void four(Matrix weights, Streams rows, int step, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        Lanes.guard(data);
        long base0 = rows.row(step, 0) * weights.stride();
        long base1 = rows.row(step, 1) * weights.stride();
        long base2 = rows.row(step, 2) * weights.stride();
        long base3 = rows.row(step, 3) * weights.stride();
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (long i = 0; i < Lanes.FLOATS.loopBound(weights.columns()); i += LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOATS, in, at + (int) i);
            sum0 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base0 + 4 * i, Lanes.ORDER).fma(x, sum0);
            sum1 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base1 + 4 * i, Lanes.ORDER).fma(x, sum1);
            sum2 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base2 + 4 * i, Lanes.ORDER).fma(x, sum2);
            sum3 = FloatVector.fromMemorySegment(Lanes.FLOATS, data, base3 + 4 * i, Lanes.ORDER).fma(x, sum3);
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
