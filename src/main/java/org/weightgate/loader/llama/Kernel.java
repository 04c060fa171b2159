package org.weightgate.loader.llama;

/// The arithmetic that takes nearly all the time. Every result is summed in one fixed order, so that it depends neither on the
/// number of threads nor on how warm the machine is; two kernels may differ in the last bits.
public interface Kernel {

    /// The fastest kernel this Java process can run: vectors when the module `jdk.incubator.vector` is there, else plain Java.
    static Kernel best() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? new VectorKernel() : new ScalarKernel();
    }

    /// `vector` or `scalar`.
    String name();

    /// `out[t][r] = sum over c of weights[r][c] * in[t][c]` in float32.
    ///
    /// @param weights [rows, columns]
    /// @param in [tokens, columns], row-major
    /// @param tokens how many rows of `in` and `out`
    /// @param out [tokens, rows], row-major
    /// @param workers share the rows of the matrix
    void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers);

    /// The sum of `a[i + aOffset] * b[i + bOffset]` over i in `[0, length)`.
    float dot(float[] a, int aOffset, float[] b, int bOffset, int length);

    /// `out[i + outOffset] += factor * in[i + inOffset]` for i in `[0, length)`.
    void add(float factor, float[] in, int inOffset, float[] out, int outOffset, int length);

    /// `gate[i] = silu(gate[i]) * up[i]` for i in `[from, to)`, where `silu(x) = x / (1 + exp(-x))`: the SwiGLU of Shazeer 2020
    /// (arXiv 2002.05202).
    void gate(float[] gate, float[] up, int from, int to);
}
