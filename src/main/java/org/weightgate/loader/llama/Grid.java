package org.weightgate.loader.llama;

/// Rows of float32 within an array: element c of row r is `data[at + r * stride + c]`.
final class Grid {

    final float[] data;
    final int at;
    final int stride;

    Grid(float[] data, int at, int stride) {
        this.data = data;
        this.at = at;
        this.stride = stride;
    }

    /// Where row `row` begins.
    int row(int row) {
        return at + row * stride;
    }
}
