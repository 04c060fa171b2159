package org.weightgate.loader.llama;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;

/// Kernels on the JDK's vector API (JEP 508), at the width the processor prefers, straight on the mapped weights. A few tokens go
/// straight through the rows, at the speed of memory; many go in tiles, at the speed of arithmetic.
public final class VectorKernel implements Kernel {

    private static final int LANES = Lanes.COUNT;
    /// More calls than [Kernel#JAVA_OPTIONS] has the compiler wait for, and columns enough to show it where the loops are.
    private static final int REHEARSALS = 40;
    private static final int REHEARSED_COLUMNS = 512;
    private static final Set<Rehearsal> REHEARSED = ConcurrentHashMap.newKeySet();
    /// Calls of [#gate] after which the compiler has come to its vectors. Until then each is an object, and so only the first of a call
    /// is computed with, to be counted; the other numbers pass one by one, by the same arithmetic and to the same bits.
    private static final int EARLY_GATES = 256;

    private final AtomicInteger gates = new AtomicInteger();

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int bits() {
        return Lanes.FLOATS.vectorBitSize();
    }

    @Override
    public void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        boolean inTiles = tokens >= TiledProduct.WORTH_IT;
        if (REHEARSED.add(new Rehearsal(weights.dtype(), inTiles))) {
            rehearse(weights, inTiles ? TiledProduct.WORTH_IT : 1, workers);
        }
        product(weights, in, tokens, out, workers);
    }

    private record Rehearsal(DType dtype, boolean inTiles) {
    }

    /// Computes with a corner of the matrix until the compiler has come to what computes with all of it. Before that every vector is
    /// an object, and a few whole rows take longer than compiling. What is compiled is compiled for the kind of memory it met, and so
    /// no other will do.
    private static void rehearse(Matrix weights, int tokens, Workers workers) {
        DType dtype = weights.dtype();
        int rows = Math.min(weights.rows(), VectorTile.ROWS);
        int columns = Math.min(weights.columns(), REHEARSED_COLUMNS);
        var corner = new Matrix(dtype, rows, columns, weights.data().asSlice(0, dtype.bytes((long) rows * columns)));
        var in = new float[tokens * columns];
        var out = new float[tokens * rows];
        for (int i = 0; i < REHEARSALS; i++) {
            product(corner, in, tokens, out, workers);
        }
    }

    private static void product(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        if (tokens >= TiledProduct.WORTH_IT) {
            TiledProduct.multiply(weights, in, tokens, out, workers);
            return;
        }
        long work = (long) weights.columns() * tokens;
        DType dtype = weights.dtype();
        if (dtype == DType.F32) {
            workers.split(weights.rows(), work, (from, to) -> FloatRows.multiply(weights, in, tokens, out, from, to));
        } else if (dtype == DType.Q8_0) {
            workers.split(weights.rows(), work, (from, to) -> QuantizedRows.multiply(weights, in, tokens, out, from, to));
        } else {
            float[] sorted = HalfRows.evenThenOdd(in, tokens, weights.columns());
            workers.split(weights.rows(), work, (from, to) -> HalfRows.multiply(weights, in, sorted, tokens, out, from, to));
        }
    }

    @Override
    public int panel() {
        return VectorTile.COLUMNS;
    }

    @Override
    public void multiply(Grid left, int rows, int depth, float[] panel, int at, Grid out) {
        VectorTile.multiply(left, rows, depth, panel, at, out);
    }

    @Override
    public void softmax(float[] scores, int from, int to) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            most = Math.max(most, scores[i]);
        }
        int bound = from + Lanes.FLOATS.loopBound(to - from);
        FloatVector sums = FloatVector.zero(Lanes.FLOATS);
        for (int i = from; i < bound; i += LANES) {
            FloatVector share = Lanes.exp(FloatVector.fromArray(Lanes.FLOATS, scores, i).sub(most));
            share.intoArray(scores, i);
            sums = sums.add(share);
        }
        var lanes = new float[LANES];
        sums.intoArray(lanes, 0);
        float sum = Lanes.total(lanes, 0);
        for (int i = bound; i < to; i++) {
            scores[i] = Lanes.exp(scores[i] - most);
            sum += scores[i];
        }
        scale(scores, from, to, 1 / sum);
    }

    private static void scale(float[] scores, int from, int to, float factor) {
        for (int i = from; i < to; i++) {
            scores[i] *= factor;
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
        boolean isEarly = gates.get() < EARLY_GATES && gates.incrementAndGet() <= EARLY_GATES;
        int end = isEarly ? Math.min(to, from + LANES) : to;
        int i = from;
        for (; i + LANES <= end; i += LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOATS, gate, i);
            FloatVector silu = x.div(Lanes.exp(x.neg()).add(1));
            silu.mul(FloatVector.fromArray(Lanes.FLOATS, up, i)).intoArray(gate, i);
        }
        for (; i < to; i++) {
            gate[i] = gate[i] / (Lanes.exp(-gate[i]) + 1) * up[i];
        }
    }
}
