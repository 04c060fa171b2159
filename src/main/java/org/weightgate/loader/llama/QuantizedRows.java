package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Q8_0 rows times one token: each block of 32 is a binary16 scale and 32 signed bytes (GGUF's `GGML_TYPE_Q8_0`). Bytes are widened
/// to float32 in registers and the block's sum is scaled once; activations stay float32, so nothing is rounded that the format
/// did not round.
final class QuantizedRows {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int ELEMENTS = 32;
    private static final int BLOCK = 34;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort SCALE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

    /// Whether there are byte vectors as long as the float vectors have lanes.
    static final boolean POSSIBLE = LANES == 8 || LANES == 16;

    private static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(LANES == 16 ? 128 : 64));

    private QuantizedRows() {
    }

    /// Two rows at a time share the activations; the second may be the first once more.
    ///
    /// @param first where the rows begin in `data`
    /// @param in [blocks * 32] at `at`
    /// @param lanes scratch, [2 * LANES]: the rows' sums, lane by lane
    static void multiply(MemorySegment data, long first, long second, int blocks, float[] in, int at, float[] lanes) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        for (int block = 0; block < blocks; block++) {
            long place0 = first + (long) block * BLOCK;
            long place1 = second + (long) block * BLOCK;
            int from = at + block * ELEMENTS;
            FloatVector part0 = FloatVector.zero(FLOATS);
            FloatVector part1 = part0;
            for (int i = 0; i < ELEMENTS; i += LANES) {
                FloatVector x = FloatVector.fromArray(FLOATS, in, from + i);
                part0 = widened(data, place0 + Short.BYTES + i).fma(x, part0);
                part1 = widened(data, place1 + Short.BYTES + i).fma(x, part1);
            }
            sum0 = part0.fma(FloatVector.broadcast(FLOATS, Float.float16ToFloat(data.get(SCALE, place0))), sum0);
            sum1 = part1.fma(FloatVector.broadcast(FLOATS, Float.float16ToFloat(data.get(SCALE, place1))), sum1);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
    }

    private static FloatVector widened(MemorySegment data, long offset) {
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, data, offset, ORDER).convertShape(VectorOperators.B2F, FLOATS,
                0);
    }

    /// A block's numbers as float32 in `out[to .. to + 32]`.
    static void widen(MemorySegment data, long block, float[] out, int to) {
        FloatVector scale = FloatVector.broadcast(FLOATS, Float.float16ToFloat(data.get(SCALE, block)));
        for (int i = 0; i < ELEMENTS; i += LANES) {
            widened(data, block + Short.BYTES + i).mul(scale).intoArray(out, to + i);
        }
    }
}
