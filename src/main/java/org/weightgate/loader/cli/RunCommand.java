package org.weightgate.loader.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.weightgate.loader.llama.Kernel;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.llama.LlamaSession;
import org.weightgate.loader.llama.Sampler;
import org.weightgate.loader.llama.Workers;
import org.weightgate.loader.tokenizer.TextStream;
import org.weightgate.loader.tokenizer.Tokenizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weightgate run`: verifies a model and continues a text with it.
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, description = "Verify a model and continue a text with it.")
final class RunCommand implements Callable<Integer>, NeedsVectors {

    @Mixin
    private ModelFolder folder = new ModelFolder();

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "The text to continue.")
    private String prompt = "";

    @Option(names = "--max-tokens", paramLabel = "N", description = "Stop after this many tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens = 256;

    @Option(names = "--temperature", paramLabel = "T", description = "0 always takes the likeliest token; higher is more surprising (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-p", paramLabel = "P", description = "Draw only from the likeliest tokens that together reach this share (default: ${DEFAULT-VALUE}).")
    private double topP = 1;

    @Option(names = "--seed", paramLabel = "S", description = "Where the random sequence starts: the same seed gives the same text (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        if (maxTokens < 1) {
            throw CommandFailure.usage("--max-tokens must be at least 1, not " + maxTokens + ".");
        }
        Sampler sampler = sampler();
        try (Workers workers = threads.workers();
                var opened = folder.open(output);
                LlamaModel model = LlamaModel.open(opened.files())) {
            Tokenizer tokenizer = Tokenizer.read(opened.files(), model.config().vocabularySize());
            generate(model, tokenizer, encode(tokenizer, model.config().contextLength()), sampler, workers);
        }
        return Exit.DONE;
    }

    private Sampler sampler() throws CommandFailure {
        try {
            return new Sampler(temperature, topP, seed);
        } catch (IllegalArgumentException outside) {
            throw CommandFailure.usage("Sampling is not possible: " + outside.getMessage() + ".");
        }
    }

    private int[] encode(Tokenizer tokenizer, int context) throws CommandFailure {
        int[] tokens;
        try {
            tokens = tokenizer.encode(prompt);
        } catch (IllegalArgumentException unreadable) {
            throw CommandFailure.usage("The prompt can not be turned into tokens: " + unreadable.getMessage() + ".");
        }
        if (tokens.length == 0) {
            throw CommandFailure.usage("The prompt has no tokens: give some text.");
        }
        if (tokens.length >= context) {
            throw CommandFailure
                    .usage("The prompt has " + tokens.length + " tokens, which leaves no room in the model's context of "
                            + context + ": shorten it.");
        }
        return tokens;
    }

    private void generate(LlamaModel model, Tokenizer tokenizer, int[] promptTokens, Sampler sampler, Workers workers)
            throws IOException {
        int room = Math.min(maxTokens, model.config().contextLength() - promptTokens.length);
        var session = new LlamaSession(model, Kernel.best(), workers, promptTokens.length + room);
        var tokens = new ArrayList<Integer>();
        var text = new StringBuilder();
        TextStream stream = tokenizer.stream();
        long begun = System.nanoTime();
        float[] logits = session.advance(promptTokens);
        long read = System.nanoTime();
        while (true) {
            int token = sampler.next(logits);
            tokens.add(token);
            show(stream.accept(token), text);
            if (tokens.size() == room || model.config().endTokens().contains(token)) {
                break;
            }
            logits = session.advance(token);
        }
        show(stream.finish(), text);
        output.say("");
        finish(promptTokens, tokens, text.toString(), rate(promptTokens.length, read - begun),
                rate(tokens.size() - 1, System.nanoTime() - read));
    }

    private void show(String piece, StringBuilder text) {
        text.append(piece);
        if (output.isJson()) {
            if (!piece.isEmpty()) {
                output.event("text", "text", piece);
            }
            return;
        }
        output.out().print(harmless(piece));
        output.out().flush();
    }

    /// A terminal obeys control characters, and a model may write any.
    static String harmless(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\ufffd");
    }

    private void finish(int[] promptTokens, List<Integer> tokens, String text, double prefill, double decode) {
        if (!output.isJson()) {
            output.err().println(String.format(Locale.ROOT,
                    "%d tokens read at %.1f a second, %d written at %.1f a second", promptTokens.length, prefill, tokens.size(),
                    decode));
            output.err().flush();
        }
        output.event("done", "prompt_tokens", Arrays.stream(promptTokens).boxed().toList(), "tokens", tokens, "text", text,
                "prefill_tokens_per_second", prefill, "decode_tokens_per_second", decode);
    }

    static double rate(int tokens, long nanoseconds) {
        return Math.round(tokens * 1e11 / Math.max(1, nanoseconds)) / 100.0;
    }
}
