package org.weightgate.loader.llama;

import java.lang.foreign.MemorySegment;

import org.weightgate.loader.weights.DType;

/// A weight matrix of shape [rows, columns], row-major, as it lies in the mapped file.
///
/// @param dtype F32, F16, BF16 or Q8_0 (rows of whole blocks), little-endian, not necessarily aligned
/// @param data exactly `rows * columns` elements
public record Matrix(DType dtype, int rows, int columns, MemorySegment data) {

    public Matrix {
        long bytes = dtype.bytes((long) rows * columns);
        if (!dtype.computes() || columns % dtype.blockElements() != 0 || bytes != data.byteSize()) {
            throw new IllegalArgumentException(dtype + " [" + rows + ", " + columns + "] in " + data.byteSize() + " bytes");
        }
    }

    /// Bytes from one row to the next.
    public long stride() {
        return dtype.bytes(columns);
    }

    /// Writes row `row` as float32 to `out[offset ..]`.
    public void row(int row, float[] out, int offset) {
        dtype.toFloats(data, (long) row * columns, columns, out, offset);
    }
}
