package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.weights.WeightFormatException;

class SamplerTest {

    private static final float[] LOGITS = { 1, 3, 2, 3, -5 };

    @Test
    void temperatureZeroTakesTheLowestIdAmongTheLargest() throws Exception {
        assertThat(Sampler.greedy().next(LOGITS)).isEqualTo(1);
    }

    @Test
    void sameSeedDrawsTheSameTokens() throws Exception {
        assertThat(draws(new Sampler(1, 1, 42), 200)).isEqualTo(draws(new Sampler(1, 1, 42), 200));
        assertThat(draws(new Sampler(1, 1, 42), 200)).isNotEqualTo(draws(new Sampler(1, 1, 43), 200));
    }

    /// Computed from the published definitions of SplitMix64 and softmax, apart from this code.
    @Test
    void seedZeroDrawsWhatTheDocumentationPromises() throws Exception {
        assertThat(draws(new Sampler(1, 1, 0), 12)).containsExactly(2, 3, 1, 0, 1, 1, 1, 3, 1, 0, 1, 3);
    }

    @Test
    void tokensAreDrawnAsOftenAsTheyAreLikely() throws Exception {
        int[] drawn = draws(new Sampler(1, 1, 1), 20_000);
        double total = IntStream.range(0, LOGITS.length).mapToDouble(i -> Math.exp(LOGITS[i])).sum();

        for (int id = 0; id < LOGITS.length; id++) {
            int token = id;
            long count = IntStream.of(drawn).filter(found -> found == token).count();
            assertThat(count / 20_000.0).isCloseTo(Math.exp(LOGITS[id]) / total, within(0.015));
        }
    }

    @Test
    void topPLeavesOutWhatIsNotNeeded() throws Exception {
        assertThat(draws(new Sampler(1, 0.5, 1), 500)).containsOnly(1, 3);
        assertThat(draws(new Sampler(1, 1e-9, 1), 50)).containsOnly(1);
    }

    @Test
    void topKKeepsThatManyTokens() throws Exception {
        Sampling two = Sampling.GREEDY.withTemperature(5).withTopK(2);
        assertThat(draws(new Sampler(two), 500)).containsOnly(1, 3);
        assertThat(draws(new Sampler(two.withTopK(3)), 500)).containsOnly(1, 2, 3);
        assertThat(draws(new Sampler(two.withTopK(99)), 2000)).containsOnly(0, 1, 2, 3, 4);
    }

    @Test
    void minPKeepsWhatIsLikelyEnough() throws Exception {
        Sampling half = Sampling.GREEDY.withTemperature(1).withMinP(0.3);
        assertThat(draws(new Sampler(half), 500)).containsOnly(1, 2, 3);
        assertThat(draws(new Sampler(half.withMinP(0.4)), 500)).containsOnly(1, 3);
        assertThat(draws(new Sampler(half.withMinP(1)), 500)).containsOnly(1, 3);
    }

    @Test
    void whatStandsInTheTextBecomesLessLikely() throws Exception {
        var sampler = new Sampler(Sampling.GREEDY.withRepetitionPenalty(2));
        sampler.saw(1, 4);
        float[] logits = { 1, 3, 2, 2.5f, -5 };

        assertThat(sampler.next(logits)).isEqualTo(3);
        assertThat(sampler.next(logits)).isEqualTo(2);
        assertThat(sampler.next(logits)).isEqualTo(1);
        assertThat(logits).containsExactly(1, 3, 2, 2.5f, -5);
    }

    @Test
    void settingsOutsideTheirBoundsAreRefused() {
        assertThatThrownBy(() -> Sampling.GREEDY.withTopK(-1)).hasMessageContaining("top-k");
        assertThatThrownBy(() -> Sampling.GREEDY.withMinP(1.1)).hasMessageContaining("min-p");
        assertThatThrownBy(() -> Sampling.GREEDY.withMinP(Double.NaN)).hasMessageContaining("min-p");
        assertThatThrownBy(() -> Sampling.GREEDY.withRepetitionPenalty(0)).hasMessageContaining("penalty");
    }

    @Test
    void tinyTemperatureIsNearlyGreedy() throws Exception {
        float[] logits = { 1, 2, 1.5f };
        assertThat(new Sampler(1e-300, 1, 9).next(logits)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(floats = { Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY })
    void logitsThatAreNoNumbersAreRefused(float broken) {
        assertThatThrownBy(() -> Sampler.greedy().next(new float[] { 0, broken })).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("logit 1");
    }

    @ParameterizedTest
    @CsvSource({ "-1,1", "NaN,1", "Infinity,1", "1,0", "1,1.1", "1,NaN" })
    void settingsOutsideTheirBoundsAreRefused(double temperature, double topP) {
        assertThatThrownBy(() -> new Sampler(temperature, topP, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int[] draws(Sampler sampler, int count) throws WeightFormatException {
        var drawn = new int[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = sampler.next(LOGITS);
        }
        return drawn;
    }
}
