package org.weightgate.loader.llama;

import java.util.Arrays;
import java.util.BitSet;

import org.weightgate.loader.weights.WeightFormatException;

/// Chooses the next token as a [Sampling] says. The same settings, seed, tokens seen and logits give the same token on every
/// machine.
///
/// Among equal logits the lowest id comes first. Probabilities are `softmax(logits / temperature)` in float64; one is drawn with
/// the 53 upper bits of SplitMix64 (Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators"), whose state
/// starts as the seed.
public final class Sampler {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final Sampling sampling;
    private final BitSet seen = new BitSet();
    private long state;

    /// A sampler at the start of its random sequence that has seen no token.
    public Sampler(Sampling sampling) {
        this.sampling = sampling;
        this.state = sampling.seed();
    }

    /// A sampler with only these settings.
    ///
    /// @throws IllegalArgumentException as [Sampling]
    public Sampler(double temperature, double topP, long seed) {
        this(Sampling.GREEDY.withTemperature(temperature).withTopP(topP).withSeed(seed));
    }

    /// Always the most likely token.
    public static Sampler greedy() {
        return new Sampler(Sampling.GREEDY);
    }

    /// Tells which tokens stand in the text already, for the repetition penalty.
    public void saw(int... tokens) {
        for (int token : tokens) {
            seen.set(token);
        }
    }

    /// The next token's id, which counts as seen from now on.
    ///
    /// @param logits `[vocabularySize]`; not changed
    /// @throws WeightFormatException if a logit is NaN or infinite: such weights do not compute
    public int next(float[] logits) throws WeightFormatException {
        requireFinite(logits);
        float[] scores = sampling.repetitionPenalty() == 1 ? logits : penalized(logits);
        int token = sampling.temperature() == 0 ? largest(scores) : draw(scores);
        seen.set(token);
        return token;
    }

    /// Refuses logits that are no numbers.
    ///
    /// @throws WeightFormatException naming the first one
    public static void requireFinite(float[] logits) throws WeightFormatException {
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                throw new WeightFormatException("the weights", "logit " + i, logits[i], "it must be finite");
            }
        }
    }

    private float[] penalized(float[] logits) {
        float[] scores = logits.clone();
        for (int i = seen.nextSetBit(0); i >= 0 && i < scores.length; i = seen.nextSetBit(i + 1)) {
            scores[i] = (float) (scores[i] > 0 ? scores[i] / sampling.repetitionPenalty()
                    : scores[i] * sampling.repetitionPenalty());
        }
        return scores;
    }

    private static int largest(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    private int draw(float[] scores) {
        int[] order = largestFirst(scores);
        int most = sampling.topK() == 0 ? order.length : Math.min(sampling.topK(), order.length);
        var likelihood = new double[most];
        double total = 0;
        for (int i = 0; i < most; i++) {
            likelihood[i] = StrictMath.exp((scores[order[i]] - (double) scores[order[0]]) / sampling.temperature());
            total += likelihood[i];
        }
        int kept = 0;
        double mass = 0;
        while (kept < most && (kept == 0 || (mass < sampling.topP() * total && likelihood[kept] >= sampling.minP()))) {
            mass += likelihood[kept++];
        }
        double target = uniform() * mass;
        double passed = 0;
        for (int i = 0; i < kept; i++) {
            passed += likelihood[i];
            if (target < passed) {
                return order[i];
            }
        }
        return order[kept - 1];
    }

    /// Ids by falling score, equal ones by id: the bits of a float, turned so that they sort as integers, above the id.
    private static int[] largestFirst(float[] scores) {
        var keys = new long[scores.length];
        for (int i = 0; i < scores.length; i++) {
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int rising = bits ^ ((bits >> 31) & 0x7fffffff);
            keys[i] = ((long) ~rising << 32) | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
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
