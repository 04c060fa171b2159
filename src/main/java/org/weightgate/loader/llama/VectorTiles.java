package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// A matrix times many tokens, as reading a prompt needs it: bound by arithmetic, not by memory.
///
/// A tile is 2 rows times 4 vectors of tokens, whose 8 sums stay in registers. For each column four vectors of activations and two
/// weights are loaded, and 8 vectors multiplied and added: an outer product, after Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication" (ACM TOMS 34, 12). Weights become float32 once per block
/// of tokens, in a scratch that stays in the first-level cache; activations are packed so that a tile reads them in one stream,
/// [DEPTH] columns at a time so that they stay in the second level.
///
/// Each sum runs over the columns in order, whatever the number of threads or the other tokens.
final class VectorTiles {

    /// Fewer tokens are quicker one by one.
    static final int WORTH_IT = 6;

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class,
            VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    private static final int LANES = FLOATS.length();
    private static final int TOKENS = 4 * LANES;
    private static final int ROWS = 2;
    private static final int DEPTH = 512;
    private static final int BLOCK = 32;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);

    private VectorTiles() {
    }

    /// `out[t][r] = sum over c of weights[r][c] * in[t][c]`, as [Kernel#multiply].
    static void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        int columns = weights.columns();
        int tiles = Math.ceilDiv(tokens, TOKENS);
        var packed = new float[Math.multiplyExact(tiles * TOKENS, columns)];
        workers.split(Math.ceilDiv(columns, DEPTH), (long) DEPTH * tokens,
                (from, to) -> pack(in, tokens, columns, tiles, packed, from, to));
        int groups = Math.ceilDiv(weights.rows(), ROWS);
        workers.split(groups, (long) ROWS * columns * tokens, (from, to) -> {
            var sums = new float[BLOCK * tiles * ROWS * TOKENS];
            var scratch = new float[ROWS * DEPTH];
            for (int group = from; group < to; group += BLOCK) {
                int count = Math.min(BLOCK, to - group);
                Arrays.fill(sums, 0);
                block(weights, packed, tiles, group, count, scratch, sums);
                write(sums, tiles, group, count, weights.rows(), tokens, out);
            }
        });
    }

    /// From [tokens, columns] to, for each run of [DEPTH] columns, for each tile, [columns of the run, TOKENS].
    private static void pack(float[] in, int tokens, int columns, int tiles, float[] packed, int from, int to) {
        for (int run = from; run < to; run++) {
            int first = run * DEPTH;
            int depth = Math.min(DEPTH, columns - first);
            for (int token = 0; token < tokens; token++) {
                int at = tiles * TOKENS * first + token / TOKENS * depth * TOKENS + token % TOKENS;
                for (int k = 0; k < depth; k++) {
                    packed[at + k * TOKENS] = in[token * columns + first + k];
                }
            }
        }
    }

    private static void block(Matrix weights, float[] packed, int tiles, int group, int count, float[] scratch, float[] sums) {
        for (int first = 0; first < weights.columns(); first += DEPTH) {
            int depth = Math.min(DEPTH, weights.columns() - first);
            for (int i = 0; i < count; i++) {
                for (int row = 0; row < ROWS; row++) {
                    int there = Math.min((group + i) * ROWS + row, weights.rows() - 1);
                    widen(weights, there, first, depth, scratch, row * DEPTH);
                }
                for (int tile = 0; tile < tiles; tile++) {
                    tile(scratch, depth, packed, tiles * TOKENS * first + tile * depth * TOKENS, sums,
                            (i * tiles + tile) * ROWS * TOKENS);
                }
            }
        }
    }

    private static void tile(float[] weights, int depth, float[] packed, int at, float[] sums, int to) {
        FloatVector sum00 = FloatVector.fromArray(FLOATS, sums, to);
        FloatVector sum01 = FloatVector.fromArray(FLOATS, sums, to + LANES);
        FloatVector sum02 = FloatVector.fromArray(FLOATS, sums, to + 2 * LANES);
        FloatVector sum03 = FloatVector.fromArray(FLOATS, sums, to + 3 * LANES);
        FloatVector sum10 = FloatVector.fromArray(FLOATS, sums, to + 4 * LANES);
        FloatVector sum11 = FloatVector.fromArray(FLOATS, sums, to + 5 * LANES);
        FloatVector sum12 = FloatVector.fromArray(FLOATS, sums, to + 6 * LANES);
        FloatVector sum13 = FloatVector.fromArray(FLOATS, sums, to + 7 * LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector weight0 = FloatVector.broadcast(FLOATS, weights[k]);
            FloatVector weight1 = FloatVector.broadcast(FLOATS, weights[k + DEPTH]);
            FloatVector in0 = FloatVector.fromArray(FLOATS, packed, at + k * TOKENS);
            sum00 = weight0.fma(in0, sum00);
            sum10 = weight1.fma(in0, sum10);
            FloatVector in1 = FloatVector.fromArray(FLOATS, packed, at + k * TOKENS + LANES);
            sum01 = weight0.fma(in1, sum01);
            sum11 = weight1.fma(in1, sum11);
            FloatVector in2 = FloatVector.fromArray(FLOATS, packed, at + k * TOKENS + 2 * LANES);
            sum02 = weight0.fma(in2, sum02);
            sum12 = weight1.fma(in2, sum12);
            FloatVector in3 = FloatVector.fromArray(FLOATS, packed, at + k * TOKENS + 3 * LANES);
            sum03 = weight0.fma(in3, sum03);
            sum13 = weight1.fma(in3, sum13);
        }
        sum00.intoArray(sums, to);
        sum01.intoArray(sums, to + LANES);
        sum02.intoArray(sums, to + 2 * LANES);
        sum03.intoArray(sums, to + 3 * LANES);
        sum10.intoArray(sums, to + 4 * LANES);
        sum11.intoArray(sums, to + 5 * LANES);
        sum12.intoArray(sums, to + 6 * LANES);
        sum13.intoArray(sums, to + 7 * LANES);
    }

    private static void write(float[] sums, int tiles, int group, int count, int rows, int tokens, float[] out) {
        for (int token = 0; token < tokens; token++) {
            int lane = token / TOKENS * ROWS * TOKENS + token % TOKENS;
            for (int i = 0; i < count * ROWS && group * ROWS + i < rows; i++) {
                out[token * rows + group * ROWS + i] = sums[i / ROWS * tiles * ROWS * TOKENS + i % ROWS * TOKENS + lane];
            }
        }
    }

    /// `length` weights of a row as float32 in `scratch[to ..]`.
    private static void widen(Matrix weights, int row, int column, int length, float[] scratch, int to) {
        MemorySegment data = weights.data();
        switch (weights.dtype()) {
            case F32 -> MemorySegment.copy(data, FLOAT, row * weights.stride() + 4L * column, scratch, to, length);
            case BF16 -> {
                long base = row * weights.stride() + 2L * column;
                int bound = INTS.loopBound(length);
                bf16(data, base, bound, scratch, to);
                rest(DType.BF16, data, base, bound, length, scratch, to);
            }
            case F16 -> {
                long base = row * weights.stride() + 2L * column;
                int bound = INTS.loopBound(length);
                f16(data, base, bound, scratch, to);
                rest(DType.F16, data, base, bound, length, scratch, to);
            }
            default -> {
                if (weights.dtype() == DType.Q8_0 && QuantizedRows.POSSIBLE) {
                    quantized(weights, row, column, length, scratch, to);
                } else {
                    weights.dtype().toFloats(data, (long) row * weights.columns() + column, length, scratch, to);
                }
            }
        }
    }

    private static void quantized(Matrix weights, int row, int column, int length, float[] scratch, int to) {
        DType type = weights.dtype();
        long base = row * weights.stride() + type.bytes(column);
        for (int i = 0; i < length; i += type.blockElements()) {
            QuantizedRows.widen(weights.data(), base + type.bytes(i), scratch, to + i);
        }
    }

    private static void bf16(MemorySegment data, long base, int bound, float[] scratch, int to) {
        for (int i = 0; i < bound; i += LANES) {
            upperHalves(data, base + 2L * i).reinterpretAsFloats().intoArray(scratch, to + i);
        }
    }

    private static void f16(MemorySegment data, long base, int bound, float[] scratch, int to) {
        for (int i = 0; i < bound; i += LANES) {
            VectorKernel.f16(upperHalves(data, base + 2L * i)).intoArray(scratch, to + i);
        }
    }

    private static IntVector upperHalves(MemorySegment data, long offset) {
        return ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, offset, ORDER)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16);
    }

    private static void rest(DType dtype, MemorySegment data, long base, int from, int length, float[] scratch, int to) {
        for (int i = from; i < length; i++) {
            scratch[to + i] = dtype.toFloat(data, base + 2L * i);
        }
    }
}
