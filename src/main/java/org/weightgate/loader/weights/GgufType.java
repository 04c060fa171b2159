package org.weightgate.loader.weights;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// The element types a GGUF tensor may have, by number; those without a [DType] are known by name only, to be refused by it.
///
/// Source: the enumeration in github.com/ggml-org/ggml, docs/gguf.md.
final class GgufType {

    /// By number; a dash is a type that was removed from the format.
    private static final List<String> NAMES = List.of("F32", "F16", "Q4_0", "Q4_1", "Q4_2", "Q4_3", "Q5_0", "Q5_1", "Q8_0",
            "Q8_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S",
            "IQ2_S", "IQ4_XS", "I8", "I16", "I32", "I64", "F64", "IQ1_M", "BF16", "Q4_0_4_4", "Q4_0_4_8", "Q4_0_8_8", "TQ1_0",
            "TQ2_0", "IQ4_NL_4_4", "IQ4_NL_4_8", "IQ4_NL_8_8", "MXFP4");

    private GgufType() {
    }

    /// What people call the type with this number.
    static String name(int number) {
        return number >= 0 && number < NAMES.size() ? NAMES.get(number) : "type " + Integer.toUnsignedString(number);
    }

    /// The type with this number, or null if the loader does not compute with it.
    static @Nullable DType of(int number) {
        return switch (number) {
            case 0 -> DType.F32;
            case 1 -> DType.F16;
            case 8 -> DType.Q8_0;
            case 30 -> DType.BF16;
            default -> null;
        };
    }
}
