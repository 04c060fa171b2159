package org.weightgate.loader.llama;

import java.util.List;

/// Rotary position embedding: pair i of a head turns by `position * frequency(i)` radians.
///
/// Source: Su et al. 2021, "RoFormer" (arXiv 2104.09864).
///
/// @param theta the base; frequency(i) = theta^(-2i / headSize) before scaling
/// @param scaling how a longer context was made of a shorter one
/// @param pairs which elements of a head belong together
public record Rope(double theta, Scaling scaling, Pairs pairs) {

    /// Which elements of a head are pair i. It is a property of the weights: converters reorder the rows of the query and key
    /// matrices to go from one to the other.
    public enum Pairs {
        /// i and i + headSize/2, "rotate half": Hugging Face.
        HALVES,
        /// 2i and 2i + 1, as in the paper: Meta and GGUF.
        NEIGHBOURS
    }

    /// What is done to the frequencies.
    public sealed interface Scaling {

        /// The name it has in `config.json`, with its numbers.
        default String describe() {
            return switch (this) {
                case None none -> "default";
                case Linear linear -> "linear, factor " + linear.factor;
                case Llama3 llama3 -> "llama3, factor " + llama3.factor + ", frequency factors " + llama3.lowFrequencyFactor
                        + " and " + llama3.highFrequencyFactor + ", original context " + llama3.originalContext;
                case Divided divided -> "a table of " + divided.divisors.size() + " divisors";
            };
        }

        /// Nothing.
        record None() implements Scaling {
        }

        /// Every frequency divided by `factor` (Chen et al. 2023, "Extending Context Window", arXiv 2306.15595).
        record Linear(double factor) implements Scaling {
        }

        /// Long wavelengths divided by `factor`, short ones kept, those between blended
        /// (Grattafiori et al. 2024, "The Llama 3 Herd of Models", arXiv 2407.21783, and its published code).
        record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor,
                int originalContext) implements Scaling {

            double scaled(double frequency) {
                double turns = originalContext * frequency / (2 * Math.PI);
                double share = Math.clamp((turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor), 0.0, 1.0);
                return (1 - share) * frequency / factor + share * frequency;
            }
        }

        /// Frequency i divided by the i-th number, as GGUF's `rope_freqs.weight` has them.
        record Divided(List<Double> divisors) implements Scaling {

            public Divided {
                divisors = List.copyOf(divisors);
            }
        }
    }

    /// The angular frequencies of one head in radians per position; `headSize / 2` of them.
    public double[] frequencies(int headSize) {
        var frequencies = new double[headSize / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = scaled(i, Math.pow(theta, -2.0 * i / headSize));
        }
        return frequencies;
    }

    private double scaled(int pair, double frequency) {
        return switch (scaling) {
            case Scaling.None none -> frequency;
            case Scaling.Linear linear -> frequency / linear.factor();
            case Scaling.Llama3 llama3 -> llama3.scaled(frequency);
            case Scaling.Divided divided -> frequency / divided.divisors().get(pair);
        };
    }
}
