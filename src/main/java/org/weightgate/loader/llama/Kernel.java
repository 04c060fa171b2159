package org.weightgate.loader.llama;

import java.util.List;

/// The arithmetic that takes nearly all the time. Every result is summed in one fixed order, so that it depends neither on the
/// number of threads nor on how warm the machine is; two kernels may differ in the last bits.
public interface Kernel {

    /// With what a Java that mostly computes with the vector kernels is best started; without, it reaches the same speed later.
    ///
    /// They are worth compiling after a few calls: interpreted, a vector is an object, and the first token waits for it. What
    /// their loops call must go into the loops all the same, which compiling it by itself first would prevent: one start in four
    /// wrote Q8_0 at a tenth of the speed. The innermost loops are compiled first of all, and waited for: to go on
    /// with objects meanwhile took longer.
    List<String> JAVA_OPTIONS = List.of("-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,org.weightgate.loader.llama.*::*,0.02",
            "-XX:CompileCommand=CompileThresholdScaling,org.weightgate.loader.llama.HalfRows::bf16,0.002",
            "-XX:CompileCommand=CompileThresholdScaling,org.weightgate.loader.llama.HalfRows::f16,0.002",
            "-XX:CompileCommand=CompileThresholdScaling,org.weightgate.loader.llama.QuantizedRows::four,0.002",
            "-XX:CompileCommand=BackgroundCompilation,org.weightgate.loader.llama.HalfRows::bf16,false",
            "-XX:CompileCommand=BackgroundCompilation,org.weightgate.loader.llama.HalfRows::f16,false",
            "-XX:CompileCommand=BackgroundCompilation,org.weightgate.loader.llama.QuantizedRows::four,false",
            "-XX:CompileCommand=inline,org.weightgate.loader.llama.Lanes::*",
            "-XX:CompileCommand=inline,org.weightgate.loader.llama.HalfRows::add*",
            "-XX:CompileCommand=inline,org.weightgate.loader.llama.HalfRows::pair",
            "-XX:CompileCommand=inline,org.weightgate.loader.llama.QuantizedRows::block",
            "-XX:CompileCommand=inline,org.weightgate.loader.llama.QuantizedRows::whole",
            "-XX:CompileCommand=inline,org.weightgate.loader.llama.QuantizedRows::scale");

    /// The fastest kernel this Java process can run: vectors when the module `jdk.incubator.vector` is there, else plain Java.
    static Kernel best() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? new VectorKernel() : new ScalarKernel();
    }

    /// `vector` or `scalar`.
    String name();

    /// Bits that are computed with at once: those of a vector, or of one float32.
    int bits();

    /// `out[t][r] = sum over c of weights[r][c] * in[t][c]` in float32.
    ///
    /// @param weights [rows, columns]
    /// @param in [tokens, columns], row-major
    /// @param tokens how many rows of `in` and `out`
    /// @param out [tokens, rows], row-major
    /// @param workers share the rows of the matrix
    void multiply(Matrix weights, float[] in, int tokens, float[] out, Workers workers);

    /// Columns of a panel: a small matrix [depth, panel()], row-major, that [#multiply(Grid, int, int, float[], int, Grid)] takes.
    int panel();

    /// `out[r][c] += sum over k of left[r][k] * panel[k][c]`, k from 0 up.
    ///
    /// @param left [rows, depth]
    /// @param panel [depth, panel()] from `at` on
    /// @param out [rows, panel()]
    void multiply(Grid left, int rows, int depth, float[] panel, int at, Grid out);

    /// `scores[i] = exp(scores[i]) / sum over j of exp(scores[j])` for i and j in `[from, to)`.
    void softmax(float[] scores, int from, int to);

    /// `out[i] += in[i]` for i in `[from, to)`.
    void add(float[] in, float[] out, int from, int to);

    /// `gate[i] = silu(gate[i]) * up[i]` for i in `[from, to)`, where `silu(x) = x / (1 + exp(-x))`: the SwiGLU of Shazeer 2020
    /// (arXiv 2002.05202).
    void gate(float[] gate, float[] up, int from, int to);
}
