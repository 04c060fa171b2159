package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

/// A weight matrix of shape [rows, columns], row-major, as it lies in the mapped file.
///
/// @param dtype F32, F16 or BF16, little-endian, not necessarily aligned
/// @param data exactly `rows * columns` elements
public record Matrix(DType dtype, int rows, int columns, MemorySegment data) {

    public Matrix {
        long bytes = Math.multiplyExact((long) rows * columns, dtype.bytes());
        if (!dtype.computes() || bytes != data.byteSize()) {
            throw new IllegalArgumentException(dtype + " [" + rows + ", " + columns + "] in " + data.byteSize() + " bytes");
        }
    }

    /// Bytes from one row to the next.
    public long stride() {
        return (long) columns * dtype.bytes();
    }

    /// Writes row `row` as float32 to `out[offset ..]`.
    public void row(int row, float[] out, int offset) {
        long base = row * stride();
        for (int i = 0; i < columns; i++) {
            out[offset + i] = dtype.toFloat(data, base + (long) i * dtype.bytes());
        }
    }
}
