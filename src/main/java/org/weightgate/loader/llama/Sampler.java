package org.weightgate.loader.llama;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.weightgate.loader.weights.WeightFormatException;

/// Chooses the next token. The same settings, seed and logits give the same tokens on every machine.
///
/// Temperature 0 takes the largest logit, the lowest id among equals. Otherwise the probabilities are
/// `softmax(logits / temperature)` in float64, cut to the smallest set of most likely tokens that reaches `topP`
/// (Holtzman et al. 2019, arXiv 1904.09751), and one is drawn with the 53 upper bits of SplitMix64
/// (Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators"), whose state starts as the seed.
public final class Sampler {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final double temperature;
    private final double topP;
    private long state;

    /// A sampler at the start of its random sequence.
    ///
    /// @param temperature 0 or more; finite
    /// @param topP above 0, at most 1
    /// @throws IllegalArgumentException outside these bounds
    public Sampler(double temperature, double topP, long seed) {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be 0 or a positive number, not " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p must be above 0 and at most 1, not " + topP);
        }
        this.temperature = temperature;
        this.topP = topP;
        this.state = seed;
    }

    /// Always the most likely token.
    public static Sampler greedy() {
        return new Sampler(0, 1, 0);
    }

    /// The next token's id.
    ///
    /// @param logits [vocabularySize]
    /// @throws WeightFormatException if a logit is NaN or infinite: such weights do not compute
    public int next(float[] logits) throws WeightFormatException {
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                throw new WeightFormatException("the weights", "logit " + i, logits[i], "it must be finite");
            }
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return temperature == 0 ? best : draw(logits, logits[best]);
    }

    private int draw(float[] logits, float most) {
        var likelihood = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            likelihood[i] = StrictMath.exp((logits[i] - (double) most) / temperature);
        }
        int[] order = mostLikelyFirst(likelihood);
        double total = Arrays.stream(order).mapToDouble(i -> likelihood[i]).sum();
        int kept = 0;
        double mass = 0;
        while (kept < order.length && (kept == 0 || mass < topP * total)) {
            mass += likelihood[order[kept++]];
        }
        double target = uniform() * mass;
        double passed = 0;
        for (int i = 0; i < kept; i++) {
            passed += likelihood[order[i]];
            if (target < passed) {
                return order[i];
            }
        }
        return order[kept - 1];
    }

    private static int[] mostLikelyFirst(double[] likelihood) {
        return IntStream.range(0, likelihood.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -likelihood[i]).thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue).toArray();
    }

    /// In `[0, 1)`.
    private double uniform() {
        state += GAMMA;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) * 0x1p-53;
    }
}
