package org.weightgate.loader.llama;

/// How the next token is chosen. The filters apply in this order: repetition penalty, temperature, top-k, top-p, min-p.
///
/// @param temperature 0 always takes the likeliest token; else logits are divided by it; finite
/// @param topK only the `topK` likeliest tokens remain; 0 for all
/// @param topP only the smallest set of likeliest tokens whose probabilities reach `topP` remains, above 0 to 1
///        (Holtzman et al. 2019, arXiv 1904.09751)
/// @param minP only tokens with at least `minP` times the likeliest one's probability remain, 0 to 1
///        (Nguyen et al. 2024, arXiv 2407.01082)
/// @param repetitionPenalty logits of tokens that have appeared are divided by it when positive and multiplied when negative;
///        1 for none (Keskar et al. 2019, arXiv 1909.05858)
/// @param seed where the random sequence starts
public record Sampling(double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {

    /// Always the likeliest token.
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

    /// @throws IllegalArgumentException outside these bounds
    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be 0 or a positive number, not " + temperature);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("top-k must be 0 or more, not " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p must be above 0 and at most 1, not " + topP);
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("min-p must be from 0 to 1, not " + minP);
        }
        if (!(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
            throw new IllegalArgumentException("the repetition penalty must be a positive number, not " + repetitionPenalty);
        }
    }

    /// The same at another temperature; 0 always takes the likeliest token.
    ///
    /// @throws IllegalArgumentException outside the bounds above
    public Sampling withTemperature(double value) {
        return new Sampling(value, topK, topP, minP, repetitionPenalty, seed);
    }

    /// The same drawing only from the `value` likeliest tokens; 0 for all.
    ///
    /// @throws IllegalArgumentException outside the bounds above
    public Sampling withTopK(int value) {
        return new Sampling(temperature, value, topP, minP, repetitionPenalty, seed);
    }

    /// The same drawing only from the likeliest tokens that together reach the probability `value`.
    ///
    /// @throws IllegalArgumentException outside the bounds above
    public Sampling withTopP(double value) {
        return new Sampling(temperature, topK, value, minP, repetitionPenalty, seed);
    }

    /// The same drawing only tokens with at least `value` times the likeliest one's probability.
    ///
    /// @throws IllegalArgumentException outside the bounds above
    public Sampling withMinP(double value) {
        return new Sampling(temperature, topK, topP, value, repetitionPenalty, seed);
    }

    /// The same with another penalty on tokens that have appeared; 1 for none.
    ///
    /// @throws IllegalArgumentException outside the bounds above
    public Sampling withRepetitionPenalty(double value) {
        return new Sampling(temperature, topK, topP, minP, value, seed);
    }

    /// The same with another start of the random sequence.
    public Sampling withSeed(long value) {
        return new Sampling(temperature, topK, topP, minP, repetitionPenalty, value);
    }
}
