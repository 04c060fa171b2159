package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.StrictJson;
import org.weightgate.loader.weights.WeightFiles;

/// The forward pass against logits and tokens of an independent float64 reference.
class GoldenModelTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path STORYTELLER = Path.of("src/test/resources/demo/storyteller");

    static Stream<Arguments> cases() {
        return Stream.of(new VectorKernel(), new ScalarKernel()).flatMap(kernel -> Stream.of("short", "long").flatMap(
                length -> Stream.of(Arguments.of("base", length, kernel, 1e-3f), Arguments.of("llama3", length, kernel, 5e-3f),
                        Arguments.of("f16hd", length, kernel, 1e-3f))));
    }

    static Stream<Kernel> kernels() {
        return Stream.of(new VectorKernel(), new ScalarKernel());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void logitsAndGreedyTokensMatchTheReference(String name, String length, Kernel kernel, float tolerance) throws IOException {
        Path folder = GOLDEN.resolve(name);
        int[] tokens = ints(folder.resolve("tokens_" + length + ".i32"));
        float[] expected = floats(folder.resolve("logits_" + length + ".f32"));
        JsonField facts = StrictJson.read(WeightFiles.in(folder), "logits.json", 1 << 20).get("prompts").get(length);

        try (var model = LlamaModel.open(WeightFiles.in(folder)); var workers = new Workers(2)) {
            var whole = new LlamaSession(model, kernel, workers, tokens.length);
            var found = new float[expected.length];
            whole.advance(tokens, (position, logits) -> System.arraycopy(logits, 0, found, position * logits.length,
                    logits.length));
            var session = new LlamaSession(model, kernel, workers, tokens.length + 24);
            List<Integer> greedy = greedy(session, tokens, 24, false, model.config());

            assertThat(largestDifference(found, expected)).isLessThan(tolerance);
            assertThat(greedy).isEqualTo(numbers(facts.get("greedy24")));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void storytellerContinuesEveryPromptTokenByToken(Kernel kernel) throws IOException {
        JsonField prompts = StrictJson.read(WeightFiles.in(GOLDEN), "storyteller/expected.json", 1 << 20);

        try (var model = LlamaModel.open(WeightFiles.in(STORYTELLER)); var workers = new Workers(2)) {
            for (JsonField prompt : prompts.items()) {
                int[] tokens = numbers(prompt.get("prompt_tokens")).stream().mapToInt(Integer::intValue).toArray();
                List<Integer> expected = numbers(prompt.get("greedy_tokens"));
                var session = new LlamaSession(model, kernel, workers, tokens.length + expected.size());

                assertThat(greedy(session, tokens, expected.size(), true, model.config())).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void readingTokenByTokenGivesTheLogitsOfReadingThePrompt(Kernel kernel) throws IOException {
        int[] tokens = ints(GOLDEN.resolve("f16hd/tokens_long.i32"));

        try (var model = LlamaModel.open(WeightFiles.in(GOLDEN.resolve("f16hd"))); var workers = new Workers(1)) {
            float[] together = new LlamaSession(model, kernel, workers, tokens.length).advance(tokens);
            var session = new LlamaSession(model, kernel, workers, tokens.length);
            float[] alone = {};
            for (int token : tokens) {
                alone = session.advance(token);
            }

            assertThat(largestDifference(alone, together)).isLessThan(1e-4f);
        }
    }

    private static List<Integer> greedy(LlamaSession session, int[] prompt, int count, boolean stop, LlamaConfig config)
            throws IOException {
        Sampler sampler = Sampler.greedy();
        var tokens = new ArrayList<Integer>();
        float[] logits = session.advance(prompt);
        while (tokens.size() < count) {
            int token = sampler.next(logits);
            tokens.add(token);
            if ((stop && config.endTokens().contains(token)) || tokens.size() == count) {
                break;
            }
            logits = session.advance(token);
        }
        return tokens;
    }

    private static float largestDifference(float[] found, float[] expected) {
        float largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        return largest;
    }

    private static List<Integer> numbers(JsonField array) throws IOException {
        var numbers = new ArrayList<Integer>();
        for (JsonField item : array.items()) {
            numbers.add(item.count(0, Integer.MAX_VALUE));
        }
        return numbers;
    }

    private static int[] ints(Path file) throws IOException {
        var ints = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        var array = new int[ints.remaining()];
        ints.get(array);
        return array;
    }

    private static float[] floats(Path file) throws IOException {
        var floats = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var array = new float[floats.remaining()];
        floats.get(array);
        return array;
    }
}
