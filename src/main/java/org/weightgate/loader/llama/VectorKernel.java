package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Kernels on the JDK's vector API (JEP 508), at the width the processor prefers, straight on the mapped weights.
///
/// Sixteen-bit weights are loaded two to an int: the low half is the element at the even column, the high half the one at the
/// odd column. The activations are split into even and odd columns once, so that no lane has to move. Four rows are computed
/// together and share each load of the activations. Lanes are added up in a fixed order, because `reduceLanes` promises none.
public final class VectorKernel implements Kernel {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final int LANES = FLOATS.length();
    private static final int ROWS = 4;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        if (tokens >= VectorTiles.WORTH_IT) {
            VectorTiles.multiply(weights, in, tokens, out, workers);
            return;
        }
        long work = (long) weights.columns() * tokens;
        if (weights.dtype() == DType.F32) {
            workers.split(weights.rows(), work, (from, to) -> wholeRows(weights, in, tokens, out, from, to));
            return;
        }
        if (weights.dtype() == DType.Q8_0) {
            workers.split(weights.rows(), work, (from, to) -> {
                if (QuantizedRows.POSSIBLE) {
                    quantizedRows(weights, in, tokens, out, from, to);
                } else {
                    unpackedRows(weights, in, tokens, out, from, to);
                }
            });
            return;
        }
        float[] halves = evenThenOdd(in, tokens, weights.columns());
        workers.split(weights.rows(), work, (from, to) -> halfRows(weights, in, halves, tokens, out, from, to));
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int bound = FLOATS.loopBound(length);
        for (int i = 0; i < bound; i += LANES) {
            sum = FloatVector.fromArray(FLOATS, a, aOffset + i).fma(FloatVector.fromArray(FLOATS, b, bOffset + i), sum);
        }
        float total = total(sum);
        for (int i = bound; i < length; i++) {
            total += a[aOffset + i] * b[bOffset + i];
        }
        return total;
    }

    @Override
    public void add(float factor, float[] in, int inOffset, float[] out, int outOffset, int length) {
        FloatVector factors = FloatVector.broadcast(FLOATS, factor);
        int bound = FLOATS.loopBound(length);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector.fromArray(FLOATS, in, inOffset + i).fma(factors, FloatVector.fromArray(FLOATS, out, outOffset + i))
                    .intoArray(out, outOffset + i);
        }
        for (int i = bound; i < length; i++) {
            out[outOffset + i] += factor * in[inOffset + i];
        }
    }

    private static void quantizedRows(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        int blocks = columns / weights.dtype().blockElements();
        var lanes = new float[2 * LANES];
        for (int row = from; row < to; row += 2) {
            long first = row * weights.stride();
            long second = Math.min(row + 1, to - 1) * weights.stride();
            for (int token = 0; token < tokens; token++) {
                QuantizedRows.multiply(weights.data(), first, second, blocks, in, token * columns, lanes);
                out[token * weights.rows() + row] = total(lanes, 0);
                if (row + 1 < to) {
                    out[token * weights.rows() + row + 1] = total(lanes, LANES);
                }
            }
        }
    }

    /// A row is turned to float32 once and used for every token.
    private void unpackedRows(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        int columns = weights.columns();
        var unpacked = new float[columns];
        for (int row = from; row < to; row++) {
            weights.row(row, unpacked, 0);
            for (int token = 0; token < tokens; token++) {
                out[token * weights.rows() + row] = dot(unpacked, 0, in, token * columns, columns);
            }
        }
    }

    @Override
    public void gate(float[] gate, float[] up, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, gate, i);
            FloatVector sigmoid = x.neg().lanewise(VectorOperators.EXP).add(1);
            x.div(sigmoid).mul(FloatVector.fromArray(FLOATS, up, i)).intoArray(gate, i);
        }
        for (; i < to; i++) {
            gate[i] = (float) (gate[i] / (1 + Math.exp(-gate[i]))) * up[i];
        }
    }

    private static void wholeRows(Matrix weights, float[] in, int tokens, float[] out, int from, int to) {
        var four = new float[ROWS];
        float[] lanes = lanes();
        for (int row = from; row < to; row += ROWS) {
            for (int token = 0; token < tokens; token++) {
                f32(weights.data(), row, to - 1, weights.columns(), in, token * weights.columns(), lanes, four);
                write(four, weights, row, to, out, token);
            }
        }
    }

    private static void halfRows(Matrix weights, float[] in, float[] halves, int tokens, float[] out, int from, int to) {
        var four = new float[ROWS];
        float[] lanes = lanes();
        int columns = weights.columns();
        boolean brain = weights.dtype() == DType.BF16;
        for (int row = from; row < to; row += ROWS) {
            for (int token = 0; token < tokens; token++) {
                if (brain) {
                    bf16(weights.data(), row, to - 1, columns, halves, token * (columns & ~1), lanes, four);
                } else {
                    f16(weights.data(), row, to - 1, columns, halves, token * (columns & ~1), lanes, four);
                }
                addTail(weights, row, to - 1, in, token, four);
                write(four, weights, row, to, out, token);
            }
        }
    }

    /// Columns behind the last full vector of pairs.
    private static void addTail(Matrix weights, int row, int last, float[] in, int token, float[] four) {
        int columns = weights.columns();
        for (int column = 2 * INTS.loopBound(columns / 2); column < columns; column++) {
            for (int i = 0; i < ROWS; i++) {
                long offset = Math.min(row + i, last) * weights.stride() + 2L * column;
                four[i] += weights.dtype().toFloat(weights.data(), offset) * in[token * columns + column];
            }
        }
    }

    private static void write(float[] four, Matrix weights, int row, int to, float[] out, int token) {
        int valid = Math.min(ROWS, to - row);
        System.arraycopy(four, 0, out, token * weights.rows() + row, valid);
    }

    private static void f32(MemorySegment data, int row, int last, int columns, float[] in, int at, float[] lanes,
            float[] four) {
        long stride = 4L * columns;
        long base0 = row * stride;
        long base1 = Math.min(row + 1, last) * stride;
        long base2 = Math.min(row + 2, last) * stride;
        long base3 = Math.min(row + 3, last) * stride;
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int bound = FLOATS.loopBound(columns);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, at + i);
            sum0 = FloatVector.fromMemorySegment(FLOATS, data, base0 + 4L * i, ORDER).fma(x, sum0);
            sum1 = FloatVector.fromMemorySegment(FLOATS, data, base1 + 4L * i, ORDER).fma(x, sum1);
            sum2 = FloatVector.fromMemorySegment(FLOATS, data, base2 + 4L * i, ORDER).fma(x, sum2);
            sum3 = FloatVector.fromMemorySegment(FLOATS, data, base3 + 4L * i, ORDER).fma(x, sum3);
        }
        totals(sum0, sum1, sum2, sum3, lanes, four);
        for (int i = bound; i < columns; i++) {
            four[0] += DType.F32.toFloat(data, base0 + 4L * i) * in[at + i];
            four[1] += DType.F32.toFloat(data, base1 + 4L * i) * in[at + i];
            four[2] += DType.F32.toFloat(data, base2 + 4L * i) * in[at + i];
            four[3] += DType.F32.toFloat(data, base3 + 4L * i) * in[at + i];
        }
    }

    private static void bf16(MemorySegment data, int row, int last, int columns, float[] halves, int at, float[] lanes,
            float[] four) {
        long stride = 2L * columns;
        long base0 = row * stride;
        long base1 = Math.min(row + 1, last) * stride;
        long base2 = Math.min(row + 2, last) * stride;
        long base3 = Math.min(row + 3, last) * stride;
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int pairs = columns / 2;
        int bound = INTS.loopBound(pairs);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector even = FloatVector.fromArray(FLOATS, halves, at + i);
            FloatVector odd = FloatVector.fromArray(FLOATS, halves, at + pairs + i);
            IntVector v0 = IntVector.fromMemorySegment(INTS, data, base0 + 4L * i, ORDER);
            IntVector v1 = IntVector.fromMemorySegment(INTS, data, base1 + 4L * i, ORDER);
            IntVector v2 = IntVector.fromMemorySegment(INTS, data, base2 + 4L * i, ORDER);
            IntVector v3 = IntVector.fromMemorySegment(INTS, data, base3 + 4L * i, ORDER);
            sum0 = bf16High(v0).fma(odd, bf16Low(v0).fma(even, sum0));
            sum1 = bf16High(v1).fma(odd, bf16Low(v1).fma(even, sum1));
            sum2 = bf16High(v2).fma(odd, bf16Low(v2).fma(even, sum2));
            sum3 = bf16High(v3).fma(odd, bf16Low(v3).fma(even, sum3));
        }
        totals(sum0, sum1, sum2, sum3, lanes, four);
    }

    private static FloatVector bf16Low(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector bf16High(IntVector pair) {
        return pair.and(0xffff0000).reinterpretAsFloats();
    }

    private static void f16(MemorySegment data, int row, int last, int columns, float[] halves, int at, float[] lanes,
            float[] four) {
        long stride = 2L * columns;
        long base0 = row * stride;
        long base1 = Math.min(row + 1, last) * stride;
        long base2 = Math.min(row + 2, last) * stride;
        long base3 = Math.min(row + 3, last) * stride;
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int pairs = columns / 2;
        int bound = INTS.loopBound(pairs);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector even = FloatVector.fromArray(FLOATS, halves, at + i);
            FloatVector odd = FloatVector.fromArray(FLOATS, halves, at + pairs + i);
            IntVector v0 = IntVector.fromMemorySegment(INTS, data, base0 + 4L * i, ORDER);
            IntVector v1 = IntVector.fromMemorySegment(INTS, data, base1 + 4L * i, ORDER);
            IntVector v2 = IntVector.fromMemorySegment(INTS, data, base2 + 4L * i, ORDER);
            IntVector v3 = IntVector.fromMemorySegment(INTS, data, base3 + 4L * i, ORDER);
            sum0 = f16High(v0).fma(odd, f16Low(v0).fma(even, sum0));
            sum1 = f16High(v1).fma(odd, f16Low(v1).fma(even, sum1));
            sum2 = f16High(v2).fma(odd, f16Low(v2).fma(even, sum2));
            sum3 = f16High(v3).fma(odd, f16Low(v3).fma(even, sum3));
        }
        totals(sum0, sum1, sum2, sum3, lanes, four);
    }

    private static FloatVector f16Low(IntVector pair) {
        return f16(pair.lanewise(VectorOperators.LSHL, 16));
    }

    private static FloatVector f16High(IntVector pair) {
        return f16(pair);
    }

    /// The upper half of each lane as binary16. Exponent and fraction move into float32's place and are scaled by 2^112, the
    /// difference of the exponents' biases: exact for normal and subnormal numbers. Infinities and NaN get float32's exponent.
    static FloatVector f16(IntVector upper) {
        IntVector magnitude = upper.lanewise(VectorOperators.LSHR, 3).and(0x0fffe000);
        IntVector scaled = magnitude.reinterpretAsFloats().mul(0x1p112f).reinterpretAsInts();
        IntVector special = magnitude.or(0x7f800000);
        IntVector value = scaled.blend(special, magnitude.compare(VectorOperators.GE, 0x0f800000));
        return value.or(upper.and(0x80000000)).reinterpretAsFloats();
    }

    /// For each token the even columns, then the odd ones; an odd last column is left to the tail.
    private static float[] evenThenOdd(float[] in, int tokens, int columns) {
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

    /// Where four sums are added up: their lanes one after the other.
    private static float[] lanes() {
        return new float[ROWS * LANES];
    }

    private static void totals(FloatVector sum0, FloatVector sum1, FloatVector sum2, FloatVector sum3, float[] lanes,
            float[] four) {
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, LANES);
        sum2.intoArray(lanes, 2 * LANES);
        sum3.intoArray(lanes, 3 * LANES);
        for (int row = 0; row < ROWS; row++) {
            four[row] = total(lanes, row * LANES);
        }
    }

    private static float total(FloatVector sum) {
        float[] lanes = sum.toArray();
        return total(lanes, 0);
    }

    /// Halves are added until one lane is left.
    private static float total(float[] lanes, int from) {
        for (int width = LANES / 2; width > 0; width /= 2) {
            for (int i = from; i < from + width; i++) {
                lanes[i] += lanes[i + width];
            }
        }
        return lanes[from];
    }
}
