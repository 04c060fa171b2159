package org.weightgate.manifest;

/// What the publisher says the weights are, for people and for a check before they are loaded.
///
/// @param architecture its name in the configuration, such as `llama`
/// @param dtype        the type of most weights, such as `BF16`
/// @param parameters   how many numbers the weights are
public record ModelFacts(String architecture, String dtype, long parameters) {
}
