package org.weightgate.loader.llama;

/// The order in which a kernel takes the rows `[from, to)` of a matrix: a few at a time, from as many equal parts of them.
///
/// Each part is one long stream of memory that a processor foresees across the ends of rows and pages, and the few together keep
/// more reads under way than one; neighbouring rows would be streams that begin anew every few kilobytes. What is loaded of the
/// activations serves all of them, which matters once they and the weights do not fit into the first cache together.
/// The order changes no result: each row has a sum of its own.
///
/// @param count how many streams
/// @param steps how many times `count` rows
record Streams(int count, int from, int to, int steps) {

    static Streams of(int count, int from, int to) {
        return new Streams(count, from, to, Math.ceilDiv(to - from, count));
    }

    /// The row of one of the streams; at the end of the last streams their last row again.
    int row(int step, int stream) {
        return Math.min(from + stream * steps + step, to - 1);
    }
}
