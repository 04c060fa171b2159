package org.weightgate.manifest;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/// What the publisher says the weights are, for people and for a check before they are loaded.
///
/// @param architecture its name in the configuration, such as `llama`
/// @param dtype        the type of most weights, such as `BF16`
/// @param parameters   how many numbers the weights are
public record ModelFacts(String architecture, String dtype, long parameters) {

    private static final Set<String> COMPUTED_WITH = Set.of("F32", "F16", "BF16", "Q8_0");

    /// Whether this project's own loader is for weights of these facts, where a publisher stated them. A setting in their
    /// configuration may still be one that it refuses.
    public static boolean areForLoader(@Nullable String architecture, @Nullable String dtype) {
        return "llama".equals(architecture) && dtype != null && COMPUTED_WITH.contains(dtype);
    }
}
