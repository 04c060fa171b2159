package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Parts of six rows of a matrix as float32, for [TiledProduct].
///
/// The rows are read in step, a vector of each in turn: every part lies in other pages, whose beginning a processor does not
/// foresee, and so six waits for memory are one.
final class WidenedRows {

    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class,
            VectorShape.forBitSize(Lanes.FLOATS.vectorBitSize() / 2));
    private static final int LANES = Lanes.COUNT;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(Lanes.ORDER);

    static {
        assert VectorTile.ROWS == 6 : "here and in QuantizedRows six rows are written out";
    }

    private WidenedRows() {
    }

    /// Weights `[column, column + length)` of the rows from `first` on, row i in `scratch[i * step ..]`. Behind the matrix's last
    /// row that one stands again.
    static void widen(Matrix weights, int first, int column, int length, float[] scratch, int step) {
        var places = new long[VectorTile.ROWS];
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.min(first + i, weights.rows() - 1) * weights.stride() + weights.dtype().bytes(column);
        }
        switch (weights.dtype()) {
            case F32 -> {
                for (int i = 0; i < places.length; i++) {
                    MemorySegment.copy(weights.data(), FLOAT, places[i], scratch, i * step, length);
                }
            }
            case Q8_0 -> QuantizedRows.widen(weights.data(), places, length, scratch, step);
            case BF16 -> bf16(weights, places, length, scratch, step);
            case F16 -> f16(weights, places, length, scratch, step);
            case BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, I16, U16, I32, U32,
                    F64, I64, U64, C64 ->
                throw new IllegalStateException("no arithmetic for " + weights.dtype());
        }
    }

    private static void bf16(Matrix weights, long[] places, int length, float[] scratch, int step) {
        MemorySegment data = weights.data();
        long place0 = places[0];
        long place1 = places[1];
        long place2 = places[2];
        long place3 = places[3];
        long place4 = places[4];
        long place5 = places[5];
        int bound = Lanes.FLOATS.loopBound(length);
        for (int i = 0; i < bound; i += LANES) {
            bf16(data, place0 + 2L * i).intoArray(scratch, i);
            bf16(data, place1 + 2L * i).intoArray(scratch, step + i);
            bf16(data, place2 + 2L * i).intoArray(scratch, 2 * step + i);
            bf16(data, place3 + 2L * i).intoArray(scratch, 3 * step + i);
            bf16(data, place4 + 2L * i).intoArray(scratch, 4 * step + i);
            bf16(data, place5 + 2L * i).intoArray(scratch, 5 * step + i);
        }
        tails(weights, places, bound, length, scratch, step);
    }

    /// Two rows at a time: with six the compiler leaves vectors in memory.
    private static void f16(Matrix weights, long[] places, int length, float[] scratch, int step) {
        int bound = Lanes.FLOATS.loopBound(length);
        for (int row = 0; row < VectorTile.ROWS; row += 2) {
            f16(weights.data(), places[row], places[row + 1], bound, scratch, row * step, step);
        }
        tails(weights, places, bound, length, scratch, step);
    }

    private static void f16(MemorySegment data, long place0, long place1, int bound, float[] scratch, int to, int step) {
        for (int i = 0; i < bound; i += LANES) {
            f16(data, place0 + 2L * i).intoArray(scratch, to + i);
            f16(data, place1 + 2L * i).intoArray(scratch, to + step + i);
        }
    }

    /// Columns behind the last whole vector.
    private static void tails(Matrix weights, long[] places, int from, int length, float[] scratch, int step) {
        DType dtype = weights.dtype();
        for (int row = 0; row < places.length; row++) {
            for (int i = from; i < length; i++) {
                scratch[row * step + i] = dtype.toFloat(weights.data(), places[row] + 2L * i);
            }
        }
    }

    private static FloatVector bf16(MemorySegment data, long place) {
        return upperHalves(data, place).reinterpretAsFloats();
    }

    private static FloatVector f16(MemorySegment data, long place) {
        return Lanes.f16High(upperHalves(data, place));
    }

    private static IntVector upperHalves(MemorySegment data, long place) {
        Lanes.guard(data);
        return ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, place, Lanes.ORDER)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.INTS, 0)).lanewise(VectorOperators.LSHL, 16);
    }
}
