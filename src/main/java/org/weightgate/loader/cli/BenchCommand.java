package org.weightgate.loader.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.llama.Kernel;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.llama.LlamaSession;
import org.weightgate.loader.llama.Sampler;
import org.weightgate.loader.llama.Workers;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weightgate bench`: how fast a model is verified, mapped, read and continued on this machine.
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false, description = "Measure verifying, loading, reading and writing.")
final class BenchCommand implements Callable<Integer>, NeedsVectors {

    private static final int PROMPT = 512;
    /// Tokens read one by one before anything is measured, and a quarter of those read together: Java compiles meanwhile.
    private static final int WARM = 16;

    @Mixin
    private ModelFolder folder = new ModelFolder();

    @Option(names = "--prompt-tokens", paramLabel = "N", description = "Tokens to read (default: 512, or what the context holds).")
    private @Nullable Integer promptTokens;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens to write (default: ${DEFAULT-VALUE}).")
    private int tokens = 128;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Mixin
    private Output output = new Output();

    /// Tokens per second, of a prompt that is read and of tokens that are written.
    private record Rates(double prefill, double decode) {
    }

    /// What was measured, in seconds. The first token counts from the start of the command.
    private record Figures(double verify, double load, double firstToken, Rates rates) {
    }

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        try (Workers workers = threads.workers(); var opened = folder.open(output)) {
            long verified = System.nanoTime();
            try (LlamaModel model = LlamaModel.open(opened.files())) {
                long loaded = System.nanoTime();
                int prompt = promptLength(model.config().contextLength());
                Kernel kernel = Kernel.best();
                var session = new LlamaSession(model, kernel, workers, 1);
                Sampler.greedy().next(session.advance(0));
                long first = System.nanoTime();
                warm(model, kernel, workers);
                Rates rates = measure(model, kernel, workers, prompt);
                report(model.dtype(), workers.threads(), kernel, new Figures(seconds(begun, verified),
                        seconds(verified, loaded), seconds(begun, first), rates), prompt);
            }
        }
        return Exit.DONE;
    }

    private int promptLength(int context) throws CommandFailure {
        int prompt = promptTokens == null ? Math.min(PROMPT, context - tokens) : promptTokens;
        if (tokens < 1 || prompt < 1 || (long) prompt + tokens > context) {
            throw CommandFailure.usage("--prompt-tokens and --tokens must be at least 1 and together at most " + context
                    + ", the model's context.");
        }
        return prompt;
    }

    private static void warm(LlamaModel model, Kernel kernel, Workers workers) throws IOException {
        int length = Math.min(4 * WARM, model.config().contextLength());
        new LlamaSession(model, kernel, workers, length).advance(prompt(model, length));
        var session = new LlamaSession(model, kernel, workers, Math.min(WARM, length));
        while (session.position() < Math.min(WARM, length)) {
            session.advance(0);
        }
    }

    private Rates measure(LlamaModel model, Kernel kernel, Workers workers, int prompt) throws IOException {
        var session = new LlamaSession(model, kernel, workers, prompt + tokens);
        Sampler sampler = Sampler.greedy();
        long begun = System.nanoTime();
        float[] logits = session.advance(prompt(model, prompt));
        long read = System.nanoTime();
        for (int i = 0; i < tokens; i++) {
            logits = session.advance(sampler.next(logits));
        }
        return new Rates(RunCommand.rate(prompt, read - begun), RunCommand.rate(tokens, System.nanoTime() - read));
    }

    private static int[] prompt(LlamaModel model, int length) {
        return IntStream.range(0, length).map(i -> (int) (i * 7919L % model.config().vocabularySize())).toArray();
    }

    private void report(String dtype, int threadCount, Kernel kernel, Figures figures, int prompt) {
        String.format(Locale.ROOT, """
                %s weights, %s kernels of %d bits, %d threads
                verify       %9.3f s
                load         %9.3f s
                first token  %9.3f s
                read         %9.1f tokens a second (%d tokens)
                write        %9.1f tokens a second (%d tokens)
                """, dtype, kernel.name(), kernel.bits(), threadCount, figures.verify, figures.load, figures.firstToken,
                figures.rates.prefill, prompt, figures.rates.decode, tokens).lines().forEach(output::say);
        output.event("done", "dtype", dtype, "threads", threadCount, "kernels", kernel.name(),
                "verify_seconds", figures.verify,
                "load_seconds", figures.load, "first_token_seconds", figures.firstToken, "prefill_tokens_per_second",
                figures.rates.prefill, "decode_tokens_per_second", figures.rates.decode, "bits", kernel.bits());
    }

    private static double seconds(long from, long to) {
        return Math.round((to - from) / 1e6) / 1e3;
    }
}
