package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.loader.weights.DType;

class KernelTest {

    @ParameterizedTest
    @CsvSource({ "F32,1,1,1", "F32,5,37,3", "F16,6,64,2", "F16,7,101,1", "BF16,4,128,2", "BF16,9,99,5", "BF16,1,3,1" })
    void bothKernelsMultiplyAnyShapeAtAnyAlignment(DType dtype, int rows, int columns, int tokens) {
        Matrix matrix = random(dtype, rows, columns);
        float[] in = activations(tokens * columns);
        float[] expected = reference(matrix, in, tokens);

        for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
            for (int threads = 1; threads <= 3; threads++) {
                var out = new float[tokens * rows];
                try (var workers = new Workers(threads)) {
                    kernel.multiply(matrix, in, tokens, out, workers);
                }

                assertThat(out).as(kernel.name()).containsExactly(expected, within(1e-4f));
            }
        }
    }

    @Test
    void everyHalfPrecisionNumberIsReadExactlyByBothKernels() {
        for (DType dtype : new DType[] { DType.F16, DType.BF16 }) {
            ByteBuffer bytes = ByteBuffer.allocate(2 * 65536 * 64).order(ByteOrder.LITTLE_ENDIAN);
            for (int value = 0; value < 65536; value++) {
                bytes.putShort(2 * (value * 64 + value % 64), (short) value);
            }
            var matrix = new Matrix(dtype, 65536, 64, MemorySegment.ofArray(bytes.array()));
            var ones = new float[64];
            Arrays.fill(ones, 1);

            for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
                var out = new float[65536];
                try (var workers = new Workers(1)) {
                    kernel.multiply(matrix, ones, 1, out, workers);
                }
                for (int value = 0; value < 65536; value++) {
                    long at = 2L * (value * 64L + value % 64);
                    float expected = dtype.toFloat(matrix.data(), at);
                    assertThat(Float.valueOf(out[value])).as("%s %s %04x", kernel.name(), dtype, value)
                            .isEqualTo(Float.valueOf(expected + 0f));
                }
            }
        }
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        Matrix matrix = random(DType.BF16, 512, 512);
        float[] in = activations(512);
        for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
            var alone = new float[512];
            var shared = new float[512];
            try (var one = new Workers(1); var three = new Workers(3)) {
                kernel.multiply(matrix, in, 1, alone, one);
                kernel.multiply(matrix, in, 1, shared, three);
            }

            assertThat(shared).isEqualTo(alone);
        }
    }

    private static float[] reference(Matrix matrix, float[] in, int tokens) {
        var out = new float[tokens * matrix.rows()];
        var row = new float[matrix.columns()];
        for (int r = 0; r < matrix.rows(); r++) {
            matrix.row(r, row, 0);
            for (int token = 0; token < tokens; token++) {
                double sum = 0;
                for (int c = 0; c < row.length; c++) {
                    sum += (double) row[c] * in[token * row.length + c];
                }
                out[token * matrix.rows() + r] = (float) sum;
            }
        }
        return out;
    }

    /// Begins at an odd address.
    private static Matrix random(DType dtype, int rows, int columns) {
        var random = new SplittableRandom(rows * 31L + columns);
        ByteBuffer bytes = ByteBuffer.allocate(1 + rows * columns * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0);
        for (int i = 0; i < rows * columns; i++) {
            float value = (float) random.nextDouble(-1, 1);
            switch (dtype) {
                case F32 -> bytes.putFloat(value);
                case F16 -> bytes.putShort(Float.floatToFloat16(value));
                default -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
            }
        }
        return new Matrix(dtype, rows, columns, MemorySegment.ofArray(bytes.array()).asSlice(1));
    }

    private static float[] activations(int length) {
        var random = new SplittableRandom(7);
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
