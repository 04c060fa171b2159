package org.weightgate.loader.llama;

/// A matrix times many tokens, as reading a prompt needs it: bound by arithmetic, not by memory.
///
/// The activations of as many tokens as a panel is wide are packed into panels, [DEPTH] columns of the matrix at a time, so that
/// they stay in the second-level cache. Weights become float32 in a scratch that stays in the first, six rows at a time, and
/// [VectorTile] multiplies the two for all tokens.
///
/// Each sum runs over the columns in order, whatever the number of threads or the other tokens.
final class TiledProduct {

    /// Fewer tokens are quicker row by row.
    static final int WORTH_IT = 12;

    /// Numbers that lie beside each other in a line of the cache.
    private static final int LINE = 64 / Float.BYTES;
    private static final int ROWS = VectorTile.ROWS;
    private static final int PANEL = VectorTile.COLUMNS;
    private static final int DEPTH = 512;
    /// Rows whose sums are kept until all columns are through; they share the second-level cache with the panels.
    private static final int BLOCK = 16 * ROWS;

    private TiledProduct() {
    }

    /// `out[t][r] = sum over c of weights[r][c] * in[t][c]`, as [Kernel#multiply(Matrix, float[], int, float[], Workers)].
    static void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers) {
        int columns = weights.columns();
        int panels = Math.ceilDiv(tokens, PANEL);
        var packed = new float[Math.multiplyExact(panels * PANEL, columns)];
        workers.split(panels, (long) PANEL * columns, (from, to) -> pack(in, tokens, columns, panels, packed, from, to));
        int groups = Math.ceilDiv(weights.rows(), ROWS);
        workers.split(groups, (long) ROWS * columns * tokens, (from, to) -> {
            var scratch = new float[ROWS * DEPTH];
            int last = Math.min(to * ROWS, weights.rows());
            for (int row = from * ROWS; row < last; row += BLOCK) {
                int count = Math.min(BLOCK, last - row);
                var sums = new float[Math.ceilDiv(count, ROWS) * ROWS * panels * PANEL];
                block(weights, packed, panels, row, count, scratch, sums);
                write(sums, panels * PANEL, row, count, weights.rows(), tokens, out);
            }
        });
    }

    /// From [tokens, columns] to, for each run of [DEPTH] columns and each panel, [columns of the run, PANEL].
    private static void pack(float[] in, int tokens, int columns, int panels, float[] packed, int from, int to) {
        for (int panel = from; panel < to; panel++) {
            int valid = Math.min(PANEL, tokens - panel * PANEL);
            for (int first = 0; first < columns; first += DEPTH) {
                int depth = Math.min(DEPTH, columns - first);
                int at = panels * PANEL * first + panel * depth * PANEL;
                for (int token = 0; token < valid; token++) {
                    int source = (panel * PANEL + token) * columns + first;
                    for (int k = 0; k < depth; k++) {
                        packed[at + k * PANEL + token] = in[source + k];
                    }
                }
            }
        }
    }

    private static void block(Matrix weights, float[] packed, int panels, int first, int count, float[] scratch, float[] sums) {
        int width = panels * PANEL;
        for (int column = 0; column < weights.columns(); column += DEPTH) {
            int depth = Math.min(DEPTH, weights.columns() - column);
            for (int row = 0; row < count; row += ROWS) {
                WidenedRows.widen(weights, first + row, column, depth, scratch, DEPTH);
                for (int panel = 0; panel < panels; panel++) {
                    VectorTile.six(scratch, 0, DEPTH, depth, packed, width * column + panel * depth * PANEL, sums,
                            row * width + panel * PANEL, width);
                }
            }
        }
    }

    /// From [rows, tokens] to [tokens, rows], as many tokens at a time as lie beside each other in a line of the cache.
    private static void write(float[] sums, int width, int first, int count, int rows, int tokens, float[] out) {
        for (int from = 0; from < tokens; from += LINE) {
            int to = Math.min(from + LINE, tokens);
            for (int i = 0; i < count; i++) {
                for (int token = from; token < to; token++) {
                    out[token * rows + first + i] = sums[i * width + token];
                }
            }
        }
    }
}
