package org.weightgate.loader.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightJson;

/// The forward pass against logits and tokens of an independent float64 reference.
///
/// As a program (`main`) it does so with [Kernel#best], so that a test can start it in a Java with other vectors, or none.
final class GoldenModels {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path STORYTELLER = Path.of("src/test/resources/demo/storyteller");
    private static final int WRITTEN = 24;

    /// One model read with one prompt.
    ///
    /// @param tolerance largest difference of a logit that float32 arithmetic may make
    record Case(String model, String prompt, float tolerance) {
    }

    static final List<Case> CASES = List.of(new Case("base", "short", 1e-3f), new Case("base", "long", 1e-3f),
            new Case("llama3", "short", 5e-3f), new Case("llama3", "long", 5e-3f), new Case("f16hd", "short", 1e-3f),
            new Case("f16hd", "long", 1e-3f));

    private GoldenModels() {
    }

    /// Prints the kernel, then `same` or `differs` for each case, and ends with 1 if anything differs.
    public static void main(String[] arguments) throws IOException {
        Kernel kernel = Kernel.best();
        System.out.println(kernel.name() + " " + kernel.bits());
        boolean same = true;
        for (Case golden : CASES) {
            boolean close = largestDifference(golden, kernel) < golden.tolerance
                    && greedy(golden, kernel).equals(expectedTokens(golden));
            System.out.println(golden.model + " " + golden.prompt + " " + (close ? "same" : "differs"));
            same &= close;
        }
        boolean told = continuesStories(kernel);
        System.out.println("storyteller " + (told ? "same" : "differs"));
        System.exit(same && told ? 0 : 1);
    }

    static float largestDifference(Case golden, Kernel kernel) throws IOException {
        int[] tokens = tokens(golden);
        float[] expected = floats(GOLDEN.resolve(golden.model).resolve("logits_" + golden.prompt + ".f32"));
        try (var model = open(golden); var workers = new Workers(2)) {
            var found = new float[expected.length];
            new LlamaSession(model, kernel, workers, tokens.length).advance(tokens,
                    (position, logits) -> System.arraycopy(logits, 0, found, position * logits.length, logits.length));
            return largestDifference(found, expected);
        }
    }

    static List<Integer> greedy(Case golden, Kernel kernel) throws IOException {
        int[] tokens = tokens(golden);
        try (var model = open(golden); var workers = new Workers(2)) {
            var session = new LlamaSession(model, kernel, workers, tokens.length + WRITTEN);
            return greedy(session, tokens, WRITTEN, List.of());
        }
    }

    static List<Integer> expectedTokens(Case golden) throws IOException {
        return numbers(WeightJson.read(WeightFiles.in(GOLDEN.resolve(golden.model)), "logits.json", 1 << 20).get("prompts")
                .get(golden.prompt).get("greedy24"));
    }

    /// Whether the trained model continues each prompt as the reference does.
    static boolean continuesStories(Kernel kernel) throws IOException {
        JsonField prompts = WeightJson.read(WeightFiles.in(GOLDEN), "storyteller/expected.json", 1 << 20);
        boolean same = true;
        try (var model = LlamaModel.open(WeightFiles.in(STORYTELLER)); var workers = new Workers(2)) {
            for (JsonField prompt : prompts.items()) {
                int[] tokens = numbers(prompt.get("prompt_tokens")).stream().mapToInt(Integer::intValue).toArray();
                List<Integer> expected = numbers(prompt.get("greedy_tokens"));
                var session = new LlamaSession(model, kernel, workers, tokens.length + expected.size());
                same &= greedy(session, tokens, expected.size(), List.copyOf(model.config().endTokens())).equals(expected);
            }
        }
        return same;
    }

    static LlamaModel open(Case golden) throws IOException {
        return LlamaModel.open(WeightFiles.in(GOLDEN.resolve(golden.model)));
    }

    static int[] tokens(Case golden) throws IOException {
        Path file = GOLDEN.resolve(golden.model).resolve("tokens_" + golden.prompt + ".i32");
        var ints = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        var array = new int[ints.remaining()];
        ints.get(array);
        return array;
    }

    static float largestDifference(float[] found, float[] expected) {
        float largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        return largest;
    }

    private static List<Integer> greedy(LlamaSession session, int[] prompt, int count, List<Integer> ends) throws IOException {
        Sampler sampler = Sampler.greedy();
        var tokens = new ArrayList<Integer>();
        float[] logits = session.advance(prompt);
        while (true) {
            int token = sampler.next(logits);
            tokens.add(token);
            if (ends.contains(token) || tokens.size() == count) {
                return tokens;
            }
            logits = session.advance(token);
        }
    }

    private static List<Integer> numbers(JsonField array) throws IOException {
        var numbers = new ArrayList<Integer>();
        for (JsonField item : array.items()) {
            numbers.add(item.count(0, Integer.MAX_VALUE));
        }
        return numbers;
    }

    private static float[] floats(Path file) throws IOException {
        var floats = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var array = new float[floats.remaining()];
        floats.get(array);
        return array;
    }
}
