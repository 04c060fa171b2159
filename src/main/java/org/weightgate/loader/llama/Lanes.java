package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The vectors all kernels compute with, as wide as the processor prefers up to 512 bits, and the arithmetic they share.
final class Lanes {

    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.length() > 16
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    /// Float32 numbers in a vector: 16, 8 or 4.
    static final int COUNT = FLOATS.length();
    /// How weight files store numbers.
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final float ROUNDER = 0x1.8p23f;
    private static final float LOG2_E = 1.442695f;
    private static final float LN_2_HIGH = 0.6933594f;
    private static final float LN_2_LOW = -2.1219444e-4f;

    private Lanes() {
    }

    /// Reads a byte by itself. Java turns a fault in a mapped page, such as one of a file that became shorter, into an
    /// [InternalError], but in compiled code only if a method has such a read; with vectors alone the process would end (JDK 25).
    static byte guard(MemorySegment data) {
        return data.get(ValueLayout.JAVA_BYTE, 0);
    }

    /// The sum of a vector's lanes, stored at `from`: halves are added until one lane is left. (`reduceLanes` promises no order.)
    static float total(float[] lanes, int from) {
        return (fourth(lanes, from) + fourth(lanes, from + 2)) + (fourth(lanes, from + 1) + fourth(lanes, from + 3));
    }

    /// What is left at one of the last four lanes.
    private static float fourth(float[] lanes, int at) {
        return switch (COUNT) {
            case 16 -> (lanes[at] + lanes[at + 8]) + (lanes[at + 4] + lanes[at + 12]);
            case 8 -> lanes[at] + lanes[at + 4];
            default -> lanes[at];
        };
    }

    /// The lower half of each lane as BF16: the upper half of a float32.
    static FloatVector bf16Low(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /// The upper half of each lane as BF16.
    static FloatVector bf16High(IntVector pair) {
        return pair.and(0xffff0000).reinterpretAsFloats();
    }

    /// The lower half of each lane as binary16, as [#finiteF16High].
    static FloatVector finiteF16Low(IntVector pair) {
        return finiteF16High(pair.lanewise(VectorOperators.LSHL, 16));
    }

    /// The upper half of each lane as binary16, unless it is an infinity or NaN, of which a number from 65536 on is made. Exponent
    /// and fraction move into float32's place and are scaled by 2^112, the difference of the exponents' biases: exact for normal
    /// and subnormal numbers.
    static FloatVector finiteF16High(IntVector pair) {
        return pair.lanewise(VectorOperators.ASHR, 3).and(0x8fffe000).reinterpretAsFloats().mul(0x1p112f);
    }

    /// The upper half of each lane as binary16. An infinity or NaN gets float32's exponent.
    static FloatVector f16High(IntVector pair) {
        FloatVector finite = finiteF16High(pair);
        FloatVector special = finite.reinterpretAsInts().or(0x7f800000).reinterpretAsFloats();
        return finite.blend(special, finite.abs().compare(VectorOperators.GE, 0x1p16f));
    }

    /// `exp(x)` to about one unit in the last place, the same at every width and however warm the machine is, which
    /// [VectorOperators#EXP] does not promise. Below -87 and above 88 it stays what it is there.
    ///
    /// Source: Moshier's Cephes library, `expf`: `x = n ln 2 + r`, a polynomial for `exp(r)`, and `2^n` put together bit by bit.
    static FloatVector exp(FloatVector x) {
        FloatVector within = x.max(-87).min(88);
        FloatVector rounded = within.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN_2_HIGH), within);
        r = n.fma(FloatVector.broadcast(FLOATS, -LN_2_LOW), r);
        FloatVector p = FloatVector.broadcast(FLOATS, 1.9875691e-4f);
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.3981999e-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 8.333452e-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 4.1665796e-2f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.6666666e-1f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 0.5f));
        p = p.fma(r.mul(r), r.add(1));
        IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
        return p.mul(power.reinterpretAsFloats());
    }

    /// [#exp(FloatVector)] of one number, the same bits.
    static float exp(float x) {
        float within = Math.clamp(x, -87f, 88f);
        float rounded = Math.fma(within, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, -LN_2_HIGH, within);
        r = Math.fma(n, -LN_2_LOW, r);
        float p = 1.9875691e-4f;
        p = Math.fma(p, r, 1.3981999e-3f);
        p = Math.fma(p, r, 8.333452e-3f);
        p = Math.fma(p, r, 4.1665796e-2f);
        p = Math.fma(p, r, 1.6666666e-1f);
        p = Math.fma(p, r, 0.5f);
        p = Math.fma(p, r * r, r + 1);
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + 0x3f800000);
    }
}
