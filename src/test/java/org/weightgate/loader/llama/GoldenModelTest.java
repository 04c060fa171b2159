package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The forward pass against logits and tokens of an independent float64 reference.
class GoldenModelTest {

    static Stream<Arguments> cases() {
        return kernels().flatMap(kernel -> GoldenModels.CASES.stream().map(golden -> Arguments.of(golden, kernel)));
    }

    static Stream<Kernel> kernels() {
        return Stream.of(new VectorKernel(), new ScalarKernel());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void logitsAndGreedyTokensMatchTheReference(GoldenModels.Case golden, Kernel kernel) throws IOException {
        assertThat(GoldenModels.largestDifference(golden, kernel)).isLessThan(golden.tolerance());
        assertThat(GoldenModels.greedy(golden, kernel)).isEqualTo(GoldenModels.expectedTokens(golden));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void storytellerContinuesEveryPromptTokenByToken(Kernel kernel) throws IOException {
        assertThat(GoldenModels.continuesStories(kernel)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void readingTokenByTokenGivesTheLogitsOfReadingThePrompt(Kernel kernel) throws IOException {
        GoldenModels.Case golden = GoldenModels.CASES.getLast();
        int[] tokens = GoldenModels.tokens(golden);

        try (var model = GoldenModels.open(golden); var workers = new Workers(1)) {
            float[] together = new LlamaSession(model, kernel, workers, tokens.length).advance(tokens);
            var session = new LlamaSession(model, kernel, workers, tokens.length);
            float[] alone = {};
            for (int token : tokens) {
                alone = session.advance(token);
            }

            assertThat(GoldenModels.largestDifference(alone, together)).isLessThan(1e-4f);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void logitsDoNotDependOnTheNumberOfThreads(Kernel kernel) throws IOException {
        GoldenModels.Case golden = GoldenModels.CASES.getFirst();
        int[] tokens = GoldenModels.tokens(golden);

        try (var model = GoldenModels.open(golden)) {
            List<float[]> found = Stream.of(1, 2, 5).map(threads -> {
                try (var workers = new Workers(threads)) {
                    return new LlamaSession(model, kernel, workers, tokens.length).advance(tokens);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }).toList();

            assertThat(found.get(1)).isEqualTo(found.get(0));
            assertThat(found.get(2)).isEqualTo(found.get(0));
        }
    }
}
