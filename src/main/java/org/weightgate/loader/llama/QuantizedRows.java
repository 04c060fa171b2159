package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Q8_0 rows times a few tokens, a few rows at a time ([Streams]) where vectors are long: each block of 32 is a binary16 scale and
/// 32 signed bytes (GGUF's `GGML_TYPE_Q8_0`). Bytes are widened to float32 in registers and the block's sum is scaled once;
/// activations stay float32, so nothing is rounded that the format did not round.
///
/// The vectors of a block are written out. In a loop over them, or with more of them than eight in the innermost loop, the
/// compiler leaves vectors in memory, which is three times as slow: so four rows of two vectors a block, or two of four.
final class QuantizedRows {

    private static final int LANES = Lanes.COUNT;
    private static final int ELEMENTS = 32;
    private static final int STREAMS = 2 * LANES == ELEMENTS ? 4 : 4 * LANES == ELEMENTS ? 2 : 1;
    private static final int BLOCK = 34;
    private static final ValueLayout.OfShort SCALE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(Lanes.ORDER);
    private static final ValueLayout.OfInt FOUR = ValueLayout.JAVA_INT_UNALIGNED.withOrder(Lanes.ORDER);
    /// As many bytes as a vector has floats; there is no vector of four.
    private static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(Math.max(64, 8 * LANES)));
    /// By how much each lane shifts left so that its own byte of four is the highest: 24, 16, 8, 0.
    private static final IntVector LEFT = IntVector.zero(Lanes.INTS).addIndex(-8).add(24);

    private QuantizedRows() {
    }

    /// Rows `[from, to)` of [Kernel#multiply(Matrix, float[], int, float[], Workers)].
    static void multiply(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        if (STREAMS == 1) {
            oneByOne(weights, in, tokens, out, from, to);
        } else {
            inStreams(weights, in, tokens, out, from, to);
        }
    }

    private static void inStreams(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        var rows = Streams.of(STREAMS, from, to);
        var lanes = new float[STREAMS * LANES];
        for (int step = 0; step < rows.steps(); step++) {
            for (int token = 0; token < tokens; token++) {
                if (STREAMS == 4) {
                    four(weights, rows, step, in, token * weights.columns(), lanes);
                } else {
                    two(weights, rows, step, in, token * weights.columns(), lanes);
                }
                for (int stream = 0; stream < STREAMS; stream++) {
                    out[token * weights.rows() + rows.row(step, stream)] = Lanes.total(lanes, stream * LANES);
                }
            }
        }
    }

    private static void four(Matrix weights, Streams rows, int step, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        long place0 = rows.row(step, 0) * weights.stride();
        long place1 = rows.row(step, 1) * weights.stride();
        long place2 = rows.row(step, 2) * weights.stride();
        long place3 = rows.row(step, 3) * weights.stride();
        int blocks = weights.columns() / ELEMENTS;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int block = 0; block < blocks; block++) {
            long place = (long) block * BLOCK;
            FloatVector left = FloatVector.fromArray(Lanes.FLOATS, in, at + block * ELEMENTS);
            FloatVector right = FloatVector.fromArray(Lanes.FLOATS, in, at + block * ELEMENTS + LANES);
            sum0 = block(data, place0 + place, left, right, sum0);
            sum1 = block(data, place1 + place, left, right, sum1);
            sum2 = block(data, place2 + place, left, right, sum2);
            sum3 = block(data, place3 + place, left, right, sum3);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
    }

    private static FloatVector block(MemorySegment data, long place, FloatVector left, FloatVector right, FloatVector sum) {
        FloatVector unscaled = whole(data, place + Short.BYTES + LANES).fma(right,
                whole(data, place + Short.BYTES).mul(left));
        return unscaled.fma(scale(data, place), sum);
    }

    private static void two(Matrix weights, Streams rows, int step, float[] in, int at, float[] lanes) {
        MemorySegment data = weights.data();
        long place0 = rows.row(step, 0) * weights.stride();
        long place1 = rows.row(step, 1) * weights.stride();
        int blocks = weights.columns() / ELEMENTS;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOATS);
        FloatVector sum1 = sum0;
        for (int block = 0; block < blocks; block++) {
            long place = (long) block * BLOCK;
            int x = at + block * ELEMENTS;
            FloatVector x0 = FloatVector.fromArray(Lanes.FLOATS, in, x);
            FloatVector x1 = FloatVector.fromArray(Lanes.FLOATS, in, x + LANES);
            FloatVector x2 = FloatVector.fromArray(Lanes.FLOATS, in, x + 2 * LANES);
            FloatVector x3 = FloatVector.fromArray(Lanes.FLOATS, in, x + 3 * LANES);
            sum0 = block(data, place0 + place, x0, x1, x2, x3, sum0);
            sum1 = block(data, place1 + place, x0, x1, x2, x3, sum1);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
    }

    private static FloatVector block(MemorySegment data, long place, FloatVector x0, FloatVector x1, FloatVector x2,
            FloatVector x3, FloatVector sum) {
        FloatVector unscaled = whole(data, place + Short.BYTES).mul(x0);
        unscaled = whole(data, place + Short.BYTES + LANES).fma(x1, unscaled);
        unscaled = whole(data, place + Short.BYTES + 2L * LANES).fma(x2, unscaled);
        unscaled = whole(data, place + Short.BYTES + 3L * LANES).fma(x3, unscaled);
        return unscaled.fma(scale(data, place), sum);
    }

    private static void oneByOne(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        var lanes = new float[LANES];
        for (int row = from; row < to; row++) {
            for (int token = 0; token < tokens; token++) {
                row(weights.data(), row * weights.stride(), columns / ELEMENTS, in, token * columns, lanes);
                out[token * weights.rows() + row] = Lanes.total(lanes, 0);
            }
        }
    }

    private static void row(MemorySegment data, long base, int blocks, float[] in, int at, float[] lanes) {
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        for (int block = 0; block < blocks; block++) {
            long place = base + (long) block * BLOCK;
            sum = product(data, place, in, at + block * ELEMENTS).fma(scale(data, place), sum);
        }
        sum.intoArray(lanes, 0);
    }

    /// A block's 32 numbers times 32 activations, before scaling, added up to one vector.
    private static FloatVector product(MemorySegment data, long place, float[] in, int at) {
        FloatVector sum = widened(data, place + Short.BYTES).mul(FloatVector.fromArray(Lanes.FLOATS, in, at));
        for (int i = LANES; i < ELEMENTS; i += LANES) {
            sum = widened(data, place + Short.BYTES + i).fma(FloatVector.fromArray(Lanes.FLOATS, in, at + i), sum);
        }
        return sum;
    }

    private static FloatVector scale(MemorySegment data, long place) {
        return FloatVector.broadcast(Lanes.FLOATS, Float.float16ToFloat(data.get(SCALE, place)));
    }

    /// `length` numbers from each place as float32, those of place i in `scratch[i * step ..]`; six places in step, as
    /// [WidenedRows] says.
    static void widen(MemorySegment data, long[] places, int length, float[] scratch, int step) {
        long place0 = places[0];
        long place1 = places[1];
        long place2 = places[2];
        long place3 = places[3];
        long place4 = places[4];
        long place5 = places[5];
        for (int to = 0; to < length; to += ELEMENTS) {
            long block = (long) to / ELEMENTS * BLOCK;
            widen(data, place0 + block, scratch, to);
            widen(data, place1 + block, scratch, step + to);
            widen(data, place2 + block, scratch, 2 * step + to);
            widen(data, place3 + block, scratch, 3 * step + to);
            widen(data, place4 + block, scratch, 4 * step + to);
            widen(data, place5 + block, scratch, 5 * step + to);
        }
    }

    private static void widen(MemorySegment data, long place, float[] out, int to) {
        FloatVector scale = scale(data, place);
        for (int i = 0; i < ELEMENTS; i += LANES) {
            widened(data, place + Short.BYTES + i).mul(scale).intoArray(out, to + i);
        }
    }

    private static FloatVector widened(MemorySegment data, long offset) {
        if (LANES == 4) {
            IntVector each = IntVector.broadcast(Lanes.INTS, data.get(FOUR, offset)).lanewise(VectorOperators.LSHL, LEFT)
                    .lanewise(VectorOperators.ASHR, 24);
            return (FloatVector) each.convert(VectorOperators.I2F, 0);
        }
        return whole(data, offset);
    }

    private static FloatVector whole(MemorySegment data, long offset) {
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, data, offset, Lanes.ORDER)
                .convertShape(VectorOperators.B2F, Lanes.FLOATS, 0);
    }
}
