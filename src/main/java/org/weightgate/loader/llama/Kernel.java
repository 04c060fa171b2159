package org.weightgate.loader.llama;

import java.util.ArrayList;
import java.util.List;

/// The arithmetic that takes nearly all the time. Every result is summed in one fixed order, so that it depends neither on the
/// number of threads nor on how warm the machine is; two kernels may differ in the last bits.
public interface Kernel {

    /// With what a Java that mostly computes with the vector kernels is best started; without, it reaches the same speed later.
    ///
    /// They are worth compiling after a few calls: interpreted, a vector is an object, and the first token waits for it. The
    /// innermost loops are waited for: to go on with objects meanwhile took longer. Those over BF16 and F16 are compiled first of
    /// all; the one over Q8_0 ran at a tenth of its speed in two starts of five when it came as soon. What the loops call must go
    /// into them, which compiling it by itself first would prevent, to the same effect; and so must what reads two or four bytes in
    /// the JDK, which the compiler left out of Q8_0's loop for having seen it seldom: at 256 bits one start of five took twice as long.
    List<String> JAVA_OPTIONS = javaOptions();

    private static List<String> javaOptions() {
        var options = new ArrayList<>(List.of("-XX:CompileCommand=quiet", command("CompileThresholdScaling", "*::*", "0.02")));
        for (String loop : List.of("HalfRows::bf16", "HalfRows::f16", "WidenedRows::bf16")) {
            options.add(command("CompileThresholdScaling", loop, "0.002"));
            options.add(command("BackgroundCompilation", loop, "false"));
        }
        for (String loop : List.of("FloatRows::four", "QuantizedRows::four", "QuantizedRows::two")) {
            options.add(command("BackgroundCompilation", loop, "false"));
        }
        for (String called : List.of("Lanes::*", "HalfRows::add*", "HalfRows::pair", "QuantizedRows::block",
                "QuantizedRows::whole", "QuantizedRows::scale")) {
            options.add(command("inline", called, "true"));
        }
        for (String reading : List.of("getShortUnaligned", "getIntUnaligned")) {
            options.add("-XX:CompileCommand=inline,jdk.internal.misc.Unsafe::" + reading + ",true");
        }
        return List.copyOf(options);
    }

    private static String command(String option, String method, String value) {
        return "-XX:CompileCommand=" + option + "," + Kernel.class.getPackageName() + "." + method + "," + value;
    }

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
