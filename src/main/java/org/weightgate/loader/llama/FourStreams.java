package org.weightgate.loader.llama;

/// The order in which a kernel takes the rows `[from, to)` of a matrix: four at a time, each a quarter of them apart.
///
/// Each quarter is one long stream of memory that a processor foresees across the ends of rows and pages, and the four together
/// keep more reads under way than one; neighbouring rows would be four streams that begin anew every few kilobytes. What is
/// loaded of the activations serves four rows, which matters once they and the weights do not fit into the first cache together.
/// The order changes no result: each row has a sum of its own.
record FourStreams(int from, int to) {

    static final int COUNT = 4;

    /// How many times four rows.
    int steps() {
        return Math.ceilDiv(to - from, COUNT);
    }

    /// The row of one of the streams; at the end of the last streams their last row again.
    int row(int step, int stream) {
        return Math.min(from + stream * steps() + step, to - 1);
    }
}
