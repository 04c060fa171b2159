package org.weightgate.loader.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.weightgate.loader.Generation;
import org.weightgate.loader.GenerationOptions;
import org.weightgate.loader.Model;
import org.weightgate.loader.Session;
import org.weightgate.loader.llama.Sampling;

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

    @Option(names = "--top-k", paramLabel = "K", description = "Draw only from the K likeliest tokens (default: all).")
    private int topK;

    @Option(names = "--min-p", paramLabel = "P", description = "Draw only tokens at least P times as likely as the likeliest (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(names = "--repeat-penalty", paramLabel = "R", description = "Above 1, tokens that stand in the text already become less likely (default: ${DEFAULT-VALUE}).")
    private double repeatPenalty = 1;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End in front of this text; may be repeated.")
    private List<String> stops = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "S", description = "Where the random sequence starts: the same seed gives the same text (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        GenerationOptions options = options();
        int threadCount = threads.count();
        try (Model model = folder.model(output)) {
            SelfTested.once(model, threadCount, output);
            // no more than can be used: keys and values of the whole context may not fit in the heap
            int room = (int) Math.min(model.config().contextLength(), (long) promptTokens(model) + maxTokens);
            try (Session session = model.session(room, threadCount)) {
                Generation generation = session.generate(prompt, options, this::show);
                output.say("");
                finish(generation);
            }
        }
        return Exit.DONE;
    }

    private GenerationOptions options() throws CommandFailure {
        try {
            return new GenerationOptions(maxTokens, new Sampling(temperature, topK, topP, minP, repeatPenalty, seed), stops);
        } catch (IllegalArgumentException outside) {
            throw CommandFailure.usage("Generating is not possible so: " + outside.getMessage() + ".");
        }
    }

    private int promptTokens(Model model) throws IOException, CommandFailure {
        int[] tokens;
        try {
            tokens = model.tokenizer().encode(prompt);
        } catch (IllegalArgumentException unreadable) {
            throw CommandFailure.usage("The prompt can not be turned into tokens: " + unreadable.getMessage() + ".");
        }
        if (tokens.length == 0) {
            throw CommandFailure.usage("The prompt has no tokens: give some text.");
        }
        if (tokens.length >= model.config().contextLength()) {
            throw CommandFailure
                    .usage("The prompt has " + tokens.length + " tokens, which leaves no room in the model's context of "
                            + model.config().contextLength() + ": shorten it.");
        }
        return tokens.length;
    }

    private void show(String piece) {
        if (output.isJson()) {
            output.event("text", "text", piece);
            return;
        }
        output.print(harmless(piece));
    }

    /// A terminal obeys control characters, and a model may write any; whatever else it writes is its text.
    static String harmless(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\ufffd");
    }

    private void finish(Generation done) {
        double prefill = rate(done.promptTokens().size(), done.prefillSeconds());
        double decode = rate(done.tokens().size() - 1, done.decodeSeconds());
        if (!output.isJson()) {
            output.err().println(String.format(Locale.ROOT,
                    "%d tokens read at %.1f a second, %d written at %.1f a second", done.promptTokens().size(), prefill,
                    done.tokens().size(), decode));
            output.err().flush();
        }
        output.event("done", "prompt_tokens", done.promptTokens(), "tokens", done.tokens(), "text", done.text(), "finish",
                done.finish().name().toLowerCase(Locale.ROOT).replace('_', '-'), "prefill_tokens_per_second", prefill,
                "decode_tokens_per_second", decode);
    }

    private static double rate(int tokens, double seconds) {
        return rate(tokens, (long) (seconds * 1e9));
    }

    /// Tokens a second, to two places.
    static double rate(int tokens, long nanoseconds) {
        return Math.round(tokens * 1e11 / Math.max(1, nanoseconds)) / 100.0;
    }
}
