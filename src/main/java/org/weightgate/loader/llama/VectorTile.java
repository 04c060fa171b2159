package org.weightgate.loader.llama;

import jdk.incubator.vector.FloatVector;

/// A few rows times a panel two vectors wide, all sums in registers: what prompts and attention spend their time in.
///
/// For each k the panel's two vectors are loaded once and each row's number k is multiplied with both: an outer product, after
/// Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication" (ACM TOMS 34, 12). Six rows take 12 sums and
/// 3 more registers of the 16 that processors without AVX-512 have, and hide the latency of a multiply-add.
final class VectorTile {

    static final int ROWS = 6;
    /// Columns of a panel.
    static final int COLUMNS = 2 * Lanes.COUNT;

    private static final int LANES = Lanes.COUNT;

    private VectorTile() {
    }

    /// As [Kernel#multiply(Grid, int, int, float[], int, Grid)].
    static void multiply(Grid left, int rows, int depth, float[] panel, int at, Grid out) {
        int row = 0;
        for (; row + ROWS <= rows; row += ROWS) {
            six(left.data, left.row(row), left.stride, depth, panel, at, out.data, out.row(row), out.stride);
        }
        for (; row < rows; row++) {
            one(left.data, left.row(row), depth, panel, at, out.data, out.row(row));
        }
    }

    /// `out += left * panel` with left [6, depth], panel [depth, COLUMNS] and out [6, COLUMNS].
    ///
    /// @param from where the first row of `left` begins, `step` from one to the next
    /// @param at where the panel begins
    /// @param to where the first row of `out` begins, `outStep` from one to the next
    static void six(float[] left, int from, int step, int depth, float[] panel, int at, float[] out, int to,
            int outStep) {
        FloatVector sum00 = FloatVector.fromArray(Lanes.FLOATS, out, to);
        FloatVector sum01 = FloatVector.fromArray(Lanes.FLOATS, out, to + LANES);
        FloatVector sum10 = FloatVector.fromArray(Lanes.FLOATS, out, to + outStep);
        FloatVector sum11 = FloatVector.fromArray(Lanes.FLOATS, out, to + outStep + LANES);
        FloatVector sum20 = FloatVector.fromArray(Lanes.FLOATS, out, to + 2 * outStep);
        FloatVector sum21 = FloatVector.fromArray(Lanes.FLOATS, out, to + 2 * outStep + LANES);
        FloatVector sum30 = FloatVector.fromArray(Lanes.FLOATS, out, to + 3 * outStep);
        FloatVector sum31 = FloatVector.fromArray(Lanes.FLOATS, out, to + 3 * outStep + LANES);
        FloatVector sum40 = FloatVector.fromArray(Lanes.FLOATS, out, to + 4 * outStep);
        FloatVector sum41 = FloatVector.fromArray(Lanes.FLOATS, out, to + 4 * outStep + LANES);
        FloatVector sum50 = FloatVector.fromArray(Lanes.FLOATS, out, to + 5 * outStep);
        FloatVector sum51 = FloatVector.fromArray(Lanes.FLOATS, out, to + 5 * outStep + LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector panel0 = FloatVector.fromArray(Lanes.FLOATS, panel, at + k * COLUMNS);
            FloatVector panel1 = FloatVector.fromArray(Lanes.FLOATS, panel, at + k * COLUMNS + LANES);
            FloatVector factor = FloatVector.broadcast(Lanes.FLOATS, left[from + k]);
            sum00 = factor.fma(panel0, sum00);
            sum01 = factor.fma(panel1, sum01);
            factor = FloatVector.broadcast(Lanes.FLOATS, left[from + step + k]);
            sum10 = factor.fma(panel0, sum10);
            sum11 = factor.fma(panel1, sum11);
            factor = FloatVector.broadcast(Lanes.FLOATS, left[from + 2 * step + k]);
            sum20 = factor.fma(panel0, sum20);
            sum21 = factor.fma(panel1, sum21);
            factor = FloatVector.broadcast(Lanes.FLOATS, left[from + 3 * step + k]);
            sum30 = factor.fma(panel0, sum30);
            sum31 = factor.fma(panel1, sum31);
            factor = FloatVector.broadcast(Lanes.FLOATS, left[from + 4 * step + k]);
            sum40 = factor.fma(panel0, sum40);
            sum41 = factor.fma(panel1, sum41);
            factor = FloatVector.broadcast(Lanes.FLOATS, left[from + 5 * step + k]);
            sum50 = factor.fma(panel0, sum50);
            sum51 = factor.fma(panel1, sum51);
        }
        sum00.intoArray(out, to);
        sum01.intoArray(out, to + LANES);
        sum10.intoArray(out, to + outStep);
        sum11.intoArray(out, to + outStep + LANES);
        sum20.intoArray(out, to + 2 * outStep);
        sum21.intoArray(out, to + 2 * outStep + LANES);
        sum30.intoArray(out, to + 3 * outStep);
        sum31.intoArray(out, to + 3 * outStep + LANES);
        sum40.intoArray(out, to + 4 * outStep);
        sum41.intoArray(out, to + 4 * outStep + LANES);
        sum50.intoArray(out, to + 5 * outStep);
        sum51.intoArray(out, to + 5 * outStep + LANES);
    }

    private static void one(float[] left, int from, int depth, float[] panel, int at, float[] out, int to) {
        FloatVector sum0 = FloatVector.fromArray(Lanes.FLOATS, out, to);
        FloatVector sum1 = FloatVector.fromArray(Lanes.FLOATS, out, to + LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector factor = FloatVector.broadcast(Lanes.FLOATS, left[from + k]);
            sum0 = factor.fma(FloatVector.fromArray(Lanes.FLOATS, panel, at + k * COLUMNS), sum0);
            sum1 = factor.fma(FloatVector.fromArray(Lanes.FLOATS, panel, at + k * COLUMNS + LANES), sum1);
        }
        sum0.intoArray(out, to);
        sum1.intoArray(out, to + LANES);
    }
}
