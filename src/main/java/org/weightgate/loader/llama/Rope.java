package org.weightgate.loader.llama;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFormatException;

/// Rotary position embedding: pair i of a head turns by `position * frequency(i)` radians.
///
/// Hugging Face's weights pair element i with element i + headSize/2 ("rotate half").
/// Source: Su et al. 2021, "RoFormer" (arXiv 2104.09864).
///
/// @param theta the base; frequency(i) = theta^(-2i / headSize) before scaling
/// @param scaling how a longer context was made of a shorter one
public record Rope(double theta, Scaling scaling) {

    private static final double LARGEST = 1e12;

    /// What is done to the frequencies.
    public sealed interface Scaling {

        /// The name it has in `config.json`, with its numbers.
        default String describe() {
            return switch (this) {
                case None none -> "default";
                case Linear linear -> "linear, factor " + linear.factor;
                case Llama3 llama3 -> "llama3, factor " + llama3.factor + ", frequency factors " + llama3.lowFrequencyFactor
                        + " and " + llama3.highFrequencyFactor + ", original context " + llama3.originalContext;
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

            private double scaled(double frequency) {
                double turns = originalContext * frequency / (2 * Math.PI);
                double share = Math.clamp((turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor), 0.0, 1.0);
                return (1 - share) * frequency / factor + share * frequency;
            }
        }
    }

    /// The angular frequencies of one head in radians per position; `headSize / 2` of them.
    public double[] frequencies(int headSize) {
        var frequencies = new double[headSize / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = scaled(Math.pow(theta, -2.0 * i / headSize));
        }
        return frequencies;
    }

    static Rope of(JsonField config) throws WeightFormatException {
        JsonField older = config.get("rope_scaling");
        JsonField newer = config.get("rope_parameters");
        if (older.isPresent() && newer.isPresent()) {
            throw newer.refused("it may not be there beside rope_scaling");
        }
        JsonField scaling = newer.isPresent() ? newer : older;
        JsonField theta = config.get("rope_theta");
        if (!theta.isPresent() && newer.isPresent()) {
            theta = newer.get("rope_theta");
        }
        double base = theta.isPresent() ? theta.number(1, LARGEST) : 10_000;
        return new Rope(base, scaling.isPresent() ? scaling(scaling) : new Scaling.None());
    }

    private static Scaling scaling(JsonField field) throws WeightFormatException {
        JsonField type = field.get("rope_type").isPresent() ? field.get("rope_type") : field.get("type");
        return switch (type.text()) {
            case "default" -> new Scaling.None();
            case "linear" -> new Scaling.Linear(field.get("factor").number(1, LARGEST));
            case "llama3" -> llama3(field);
            default -> throw type.refused("only \"default\", \"linear\" and \"llama3\" can be computed");
        };
    }

    private static Scaling llama3(JsonField field) throws WeightFormatException {
        double low = field.get("low_freq_factor").number(1e-6, LARGEST);
        JsonField high = field.get("high_freq_factor");
        if (high.number(1e-6, LARGEST) <= low) {
            throw high.refused("it must be above low_freq_factor, which is " + low);
        }
        return new Scaling.Llama3(field.get("factor").number(1, LARGEST), low, high.number(low, LARGEST),
                field.get("original_max_position_embeddings").count(1, 1 << 24));
    }

    private double scaled(double frequency) {
        return switch (scaling) {
            case Scaling.None none -> frequency;
            case Scaling.Linear linear -> frequency / linear.factor();
            case Scaling.Llama3 llama3 -> llama3.scaled(frequency);
        };
    }
}
