package org.weightgate.loader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.weightgate.loader.llama.Kernel;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.llama.LlamaSession;
import org.weightgate.loader.llama.Sampler;
import org.weightgate.loader.llama.Workers;
import org.weightgate.loader.tokenizer.TextStream;
import org.weightgate.loader.tokenizer.Tokenizer;
import org.weightgate.loader.weights.WeightFormatException;

/// One text being read and written with a [Model]; it remembers what it has seen. Not for use by two threads at once.
///
/// The same model, prompt, options and number of threads give the same tokens.
public final class Session implements AutoCloseable {

    private final Tokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final int capacity;
    private final Workers workers;
    private final LlamaSession session;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;

    Session(LlamaModel model, Tokenizer tokenizer, int capacity, int threads) {
        this.tokenizer = tokenizer;
        Set<Integer> named = model.config().endTokens();
        this.endTokens = named.isEmpty() ? tokenizer.endTokens() : named;
        this.capacity = capacity;
        this.workers = new Workers(threads);
        try {
            this.session = new LlamaSession(model, Kernel.best(), workers, capacity);
        } catch (RuntimeException refused) {
            workers.close();
            throw refused;
        }
    }

    /// Tokens this session has read.
    public int position() {
        return session.position();
    }

    /// Tokens it can still take.
    public int room() {
        return capacity - session.position();
    }

    /// Reads tokens and returns the logits behind the last one.
    ///
    /// @param tokens ids of the vocabulary, at most [#room]
    /// @return `[vocabularySize]` float32
    /// @throws IllegalArgumentException if there is none, one is not in the vocabulary, or they do not fit; nothing is read
    /// @throws IllegalStateException if the session or its model is closed, or the session is in use
    /// @throws WeightFormatException if a file became shorter while it was in use
    public float[] logits(int... tokens) throws WeightFormatException {
        begin();
        try {
            return advance(tokens);
        } finally {
            busy.set(false);
        }
    }

    private void begin() {
        if (busy.getAndSet(true)) {
            throw new IllegalStateException("the session is reading or writing already: use one for each text");
        }
    }

    private float[] advance(int... tokens) throws WeightFormatException {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        return session.advance(tokens);
    }

    /// Continues `prompt`.
    ///
    /// @see #generate(String, GenerationOptions, Consumer)
    public Generation generate(String prompt, GenerationOptions options) throws WeightFormatException {
        return generate(prompt, options, _ -> {
        });
    }

    /// Continues `prompt` and hands over the text piece by piece, as soon as each is certain: whole characters, and nothing that
    /// may still turn out to be a stop string. Whatever `text` throws ends the writing; the session remembers what it has read and
    /// goes on behind it when it is asked again.
    ///
    /// @throws IllegalArgumentException if the prompt gives no tokens, holds half of a surrogate pair, or leaves no room to write
    /// @throws IllegalStateException if the session or its model is closed, or the session is in use
    /// @throws WeightFormatException if the weights give logits that are no numbers, or a file became shorter while in use
    public Generation generate(String prompt, GenerationOptions options, Consumer<String> text) throws WeightFormatException {
        begin();
        try {
            return write(prompt, options, text);
        } finally {
            busy.set(false);
        }
    }

    private Generation write(String prompt, GenerationOptions options, Consumer<String> text) throws WeightFormatException {
        int[] read = tokenizer.encode(prompt);
        if (read.length == 0) {
            throw new IllegalArgumentException("the prompt has no tokens: give some text");
        }
        if (read.length >= room()) {
            throw new IllegalArgumentException("the prompt has " + read.length + " tokens, which leaves no room to write: the"
                    + " session holds " + room() + " more");
        }
        return new Writing(options, text, read).from(read);
    }

    @Override
    public void close() {
        closed = true;
        workers.close();
    }

    /// One call of `generate`.
    private final class Writing {

        private final GenerationOptions options;
        private final Consumer<String> listener;
        private final Sampler sampler;
        private final TextStream stream;
        private final StopStrings stops;
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> tokens = new ArrayList<>();

        Writing(GenerationOptions options, Consumer<String> listener, int[] prompt) {
            this.stream = tokenizer.streamAfter(prompt);
            this.options = options;
            this.listener = listener;
            this.sampler = new Sampler(options.sampling());
            this.stops = new StopStrings(options.stopStrings());
        }

        Generation from(int[] prompt) throws WeightFormatException {
            int most = Math.min(options.maxTokens(), room() - prompt.length);
            sampler.saw(prompt);
            long begun = System.nanoTime();
            float[] logits = advance(prompt);
            long read = System.nanoTime();
            Generation.Finish finish = Generation.Finish.LENGTH;
            while (true) {
                int token = sampler.next(logits);
                tokens.add(token);
                show(stops.accept(stream.accept(token)));
                if (endTokens.contains(token)) {
                    finish = Generation.Finish.END_TOKEN;
                    break;
                }
                if (stops.isStopped() || tokens.size() == most) {
                    break;
                }
                logits = advance(token);
            }
            long written = System.nanoTime();
            if (!stops.isStopped()) {
                show(stops.accept(stream.finish()));
            }
            show(stops.finish());
            return new Generation(Arrays.stream(prompt).boxed().toList(), tokens, text.toString(),
                    stops.isStopped() ? Generation.Finish.STOP_STRING : finish, (read - begun) / 1e9, (written - read) / 1e9);
        }

        private void show(String piece) {
            if (!piece.isEmpty()) {
                text.append(piece);
                listener.accept(piece);
            }
        }
    }
}
