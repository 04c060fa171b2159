package org.weightgate.loader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.weightgate.loader.llama.Kernel;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.llama.LlamaSession;
import org.weightgate.loader.llama.Sampler;
import org.weightgate.loader.llama.Workers;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.SelfTest;
import org.weightgate.manifest.SelfTest.Expected;
import org.weightgate.manifest.VerificationException;

/// Computes a manifest's numeric self-test, and holds a model against it.
public final class SelfCheck {

    private static final int TOKENS = 8;
    private static final double MILLION = 1e6;
    /// Enough for sums in another order and for BF16 activations, far too little for weights read wrongly.
    private static final double SMALLEST_TOLERANCE = 0.02;
    private static final double RELATIVE_TOLERANCE = 0.005;
    private static final long SPREAD = 2_654_435_761L;

    private SelfCheck() {
    }

    /// The self-test of the model these files hold.
    ///
    /// @throws org.weightgate.loader.weights.WeightFormatException if it is not one this loader runs, or computes what is no number
    public static SelfTest compute(WeightFiles files, int threads) throws IOException {
        try (LlamaModel model = LlamaModel.open(files); var workers = new Workers(threads)) {
            int vocabulary = model.config().vocabularySize();
            int count = Math.min(TOKENS, model.config().contextLength());
            int[] tokens = IntStream.range(0, count).map(i -> (int) ((i + 1) * SPREAD % vocabulary)).toArray();
            var expected = new ArrayList<Expected>();
            double[] largest = { 0 };
            new LlamaSession(model, Kernel.best(), workers, count).advance(tokens, (position, logits) -> {
                Sampler.requireFinite(logits);
                int top = top(logits);
                largest[0] = Math.max(largest[0], Math.abs(logits[top]));
                expected.add(new Expected(position, top, Math.round(logits[top] * MILLION)));
            });
            double tolerance = Math.max(SMALLEST_TOLERANCE, largest[0] * RELATIVE_TOLERANCE);
            return new SelfTest(IntStream.of(tokens).boxed().toList(), expected, Math.round(tolerance * MILLION));
        }
    }

    static void run(LlamaModel model, SelfTest test, int threads) throws IOException, VerificationException {
        int vocabulary = model.config().vocabularySize();
        int[] tokens = test.tokens().stream().mapToInt(Integer::intValue).toArray();
        boolean fits = tokens.length <= model.config().contextLength() && IntStream.of(tokens).allMatch(id -> id < vocabulary)
                && test.expected().stream().allMatch(expected -> expected.token() < vocabulary);
        if (!fits) {
            throw failed("it uses tokens or positions that this model does not have");
        }
        Map<Integer, List<Expected>> byPosition = new HashMap<>();
        test.expected().forEach(one -> byPosition.computeIfAbsent(one.position(), _ -> new ArrayList<>()).add(one));
        var wrong = new ArrayList<String>();
        try (var workers = new Workers(threads)) {
            new LlamaSession(model, Kernel.best(), workers, tokens.length).advance(tokens,
                    (position, logits) -> byPosition.getOrDefault(position, List.of()).forEach(expected -> compare(expected,
                            logits, test.tolerance() / MILLION, wrong)));
        }
        if (!wrong.isEmpty()) {
            throw failed(wrong.getFirst());
        }
    }

    private static void compare(Expected expected, float[] logits, double tolerance, List<String> wrong) {
        double logit = logits[expected.token()];
        double away = Math.abs(logit - expected.logit() / MILLION);
        double behind = logits[top(logits)] - logit;
        if (!(away <= tolerance) || !(behind <= 2 * tolerance)) {
            wrong.add("at position " + expected.position() + " token " + expected.token() + " has the logit " + logit + ", and "
                    + expected.logit() / MILLION + " was signed as the largest there");
        }
    }

    private static int top(float[] logits) {
        int top = 0;
        for (int i = 1; i < logits.length; i++) {
            top = logits[i] > logits[top] ? i : top;
        }
        return top;
    }

    private static VerificationException failed(String why) {
        return new VerificationException(Manifest.FILE_NAME, "selftest", why
                + "; the bytes are the signed ones, but this loader does not compute with them what their publisher did");
    }
}
