package org.weightgate.loader;

import java.util.List;

import org.weightgate.loader.llama.Sampling;

/// How a text is continued.
///
/// @param maxTokens write at most so many tokens, at least 1
/// @param sampling how each one is chosen
/// @param stopStrings end in front of the first of these; none may be empty
public record GenerationOptions(int maxTokens, Sampling sampling, List<String> stopStrings) {

    /// At most 256 tokens, always the likeliest one.
    public static final GenerationOptions DEFAULT = new GenerationOptions(256, Sampling.GREEDY, List.of());

    /// @throws IllegalArgumentException outside these bounds
    public GenerationOptions {
        stopStrings = List.copyOf(stopStrings);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("the number of tokens to write must be at least 1, not " + maxTokens);
        }
        if (stopStrings.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string must not be empty");
        }
    }

    /// The same with at most `value` tokens written.
    public GenerationOptions withMaxTokens(int value) {
        return new GenerationOptions(value, sampling, stopStrings);
    }

    /// The same with tokens chosen in another way.
    public GenerationOptions withSampling(Sampling value) {
        return new GenerationOptions(maxTokens, value, stopStrings);
    }

    /// The same, ending before the first of these texts.
    public GenerationOptions withStopStrings(String... value) {
        return new GenerationOptions(maxTokens, sampling, List.of(value));
    }
}
