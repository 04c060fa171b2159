package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.weights.DType;

import jdk.incubator.vector.FloatVector;

class KernelTest {

    @ParameterizedTest
    @CsvSource({ "F32,1,1,1", "F32,5,37,3", "F16,6,64,2", "F16,7,101,1", "BF16,4,128,2", "BF16,9,99,5", "BF16,1,3,1",
            "Q8_0,1,32,1", "Q8_0,9,96,3", "Q8_0,6,544,2", "F32,13,37,40", "F16,7,301,33", "BF16,100,513,13", "BF16,1,3,100",
            "Q8_0,11,544,70" })
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

    @ParameterizedTest
    @ValueSource(ints = { 1, TiledProduct.WORTH_IT })
    void everyHalfPrecisionNumberIsReadExactlyByBothKernels(int tokens) {
        for (DType dtype : new DType[] { DType.F16, DType.BF16 }) {
            ByteBuffer bytes = ByteBuffer.allocate(2 * 65536 * 64).order(ByteOrder.LITTLE_ENDIAN);
            for (int value = 0; value < 65536; value++) {
                bytes.putShort(2 * (value * 64 + value % 64), (short) value);
            }
            var matrix = new Matrix(dtype, 65536, 64, MemorySegment.ofArray(bytes.array()));
            var ones = new float[tokens * 64];
            Arrays.fill(ones, 1);

            for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
                var out = new float[tokens * 65536];
                try (var workers = new Workers(1)) {
                    kernel.multiply(matrix, ones, tokens, out, workers);
                }
                for (int i = 0; i < out.length; i++) {
                    int value = i % 65536;
                    long at = 2L * (value * 64L + value % 64);
                    Float expected = dtype.toFloat(matrix.data(), at) + 0f;
                    if (!expected.equals(out[i])) {
                        assertThat(out[i]).as("%s %s %04x", kernel.name(), dtype, value).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({ "BF16,509,515,1", "F16,509,515,1", "F32,509,515,1", "Q8_0,509,512,1", "BF16,509,515,40", "F16,509,515,40",
            "F32,509,515,40", "Q8_0,509,544,40" })
    void resultsDoNotDependOnTheNumberOfThreads(DType dtype, int rows, int columns, int tokens) {
        Matrix matrix = random(dtype, rows, columns);
        float[] in = activations(tokens * columns);
        for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
            var alone = new float[tokens * rows];
            var shared = new float[tokens * rows];
            try (var one = new Workers(1); var three = new Workers(3)) {
                kernel.multiply(matrix, in, tokens, alone, one);
                kernel.multiply(matrix, in, tokens, shared, three);
            }

            assertThat(shared).isEqualTo(alone);
        }
    }

    @Test
    void aRowWithAnInfinityChangesNoOtherRow() {
        Matrix finite = random(DType.F16, 50, 301);
        byte[] bytes = finite.data().toArray(ValueLayout.JAVA_BYTE);
        bytes[2 * (301 * 7 + 5) + 1] = 0x7c;
        bytes[2 * (301 * 7 + 5)] = 0;
        var matrix = new Matrix(DType.F16, 50, 301, MemorySegment.ofArray(bytes));
        float[] in = activations(301);
        for (int threads = 1; threads <= 3; threads++) {
            var before = new float[50];
            var after = new float[50];
            try (var workers = new Workers(threads)) {
                new VectorKernel().multiply(finite, in, 1, before, workers);
                new VectorKernel().multiply(matrix, in, 1, after, workers);
            }

            assertThat(Math.abs(after[7])).isInfinite();
            after[7] = before[7];
            assertThat(after).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({ "1,1", "6,40", "7,3", "13,64" })
    void rowsTimesAPanelAreAddedToWhatIsThere(int rows, int depth) {
        for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
            int width = kernel.panel();
            float[] left = activations(3 + rows * (depth + 2));
            float[] panel = activations(5 + depth * width);
            var out = new float[1 + rows * (width + 4)];
            Arrays.fill(out, 1);

            kernel.multiply(new Grid(left, 3, depth + 2), rows, depth, panel, 5, new Grid(out, 1, width + 4));

            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width + 4 && 1 + row * (width + 4) + column < out.length; column++) {
                    double expected = 1;
                    for (int k = 0; k < depth && column < width; k++) {
                        expected += (double) left[3 + row * (depth + 2) + k] * panel[5 + k * width + column];
                    }
                    assertThat(out[1 + row * (width + 4) + column]).isCloseTo((float) expected, within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 15, 16, 17, 100 })
    void sharesAreThoseOfTheExponentialsAndSumToOne(int length) {
        for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
            float[] scores = activations(length + 2);
            for (int i = 0; i < scores.length; i++) {
                scores[i] *= 40;
            }
            float[] shares = scores.clone();

            kernel.softmax(shares, 1, length + 1);

            double sum = 0;
            for (int i = 1; i <= length; i++) {
                sum += Math.exp(scores[i]);
            }
            for (int i = 1; i <= length; i++) {
                assertThat(shares[i]).isCloseTo((float) (Math.exp(scores[i]) / sum), within(1e-6f));
            }
            assertThat(shares[0]).isEqualTo(scores[0]);
            assertThat(shares[length + 1]).isEqualTo(scores[length + 1]);
        }
    }

    @Test
    void exponentialsAreExactToTheLastPlaces() {
        for (float x = -87; x < 88; x += 0.01f) {
            float found = Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, x)).lane(0);

            assertThat(found / Math.exp(x)).isCloseTo(1, within(3e-7));
        }
        assertThat(Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, Float.NaN)).lane(0)).isNaN();
        assertThat(Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY)).lane(0)).isLessThan(1e-37f);
    }

    @Test
    void oneNumbersExponentialHasTheBitsOfAVectors() {
        for (int bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE - 9973; bits += 9973) {
            float x = Float.intBitsToFloat(bits);

            assertThat(Float.floatToIntBits(Lanes.exp(x)))
                    .isEqualTo(Float.floatToIntBits(Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, x)).lane(0)));
        }
    }

    @Test
    void gatesHaveTheSameBitsHoweverWarmTheMachineIs() {
        var kernel = new VectorKernel();
        float[] gate = activations(1000);
        float[] up = activations(1000);
        float[] first = gate.clone();
        kernel.gate(first, up, 3, 990);

        for (int call = 0; call < 300; call++) {
            float[] later = gate.clone();
            kernel.gate(later, up, 3, 990);

            assertThat(later).isEqualTo(first);
        }
    }

    @Test
    void gatesAreSiluTimesUp() {
        for (Kernel kernel : new Kernel[] { new VectorKernel(), new ScalarKernel() }) {
            float[] gate = activations(75);
            float[] up = activations(75);
            gate[20] = 60;
            gate[21] = -60;
            gate[22] = -1000;
            gate[23] = Float.NaN;
            float[] found = gate.clone();

            kernel.gate(found, up, 3, 70);

            for (int i = 0; i < 75; i++) {
                double expected = i < 3 || i >= 70 ? gate[i] : gate[i] / (1 + Math.exp(-gate[i])) * up[i];
                assertThat((double) found[i]).isCloseTo(expected, within(1e-6));
            }
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
        int elements = rows * columns;
        ByteBuffer bytes = ByteBuffer.allocate(1 + (int) dtype.bytes(elements)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0);
        for (int i = 0; i < elements; i += dtype.blockElements()) {
            float value = (float) random.nextDouble(-1, 1);
            switch (dtype) {
                case F32 -> bytes.putFloat(value);
                case F16 -> bytes.putShort(Float.floatToFloat16(value));
                case Q8_0 -> {
                    var block = new byte[32];
                    random.nextBytes(block);
                    bytes.putShort(Float.floatToFloat16(value / 127)).put(block);
                }
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
