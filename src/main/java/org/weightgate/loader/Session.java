package org.weightgate.loader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
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
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.WeightFormatException;

/// One text being read and written with a [Model]: each call goes on behind what was read and written before, the last token
/// written included, which is read when the text goes on. Not for use by two threads at once.
///
/// The same model, prompt, options and number of threads give the same tokens.
public final class Session implements AutoCloseable {

    private final Tokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final Workers workers;
    private final LlamaSession session;
    private final int[] tokens;
    /// Of the tokens: one more than the session has read once one was written.
    private int length;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;

    Session(LlamaModel model, Tokenizer tokenizer, int capacity, int threads) {
        this.tokenizer = tokenizer;
        this.endTokens = endTokens(model, tokenizer);
        this.workers = new Workers(threads);
        try {
            this.session = new LlamaSession(model, Kernel.best(), workers, capacity);
        } catch (RuntimeException refused) {
            workers.close();
            throw refused;
        }
        this.tokens = new int[capacity];
    }

    /// Those the model's settings name; without any, those the tokenizer knows. Of GGUF both, as llama.cpp has it: many files of
    /// models for conversation name the end of a text and not that of an answer.
    private static Set<Integer> endTokens(LlamaModel model, Tokenizer tokenizer) {
        var ends = new HashSet<Integer>(model.config().endTokens());
        if (ends.isEmpty() || model.mapped().shards().getFirst() instanceof Gguf) {
            ends.addAll(tokenizer.endTokens());
        }
        return Set.copyOf(ends);
    }

    /// Tokens this session has read.
    public int position() {
        return session.position();
    }

    /// Tokens it can still take, besides those it was given and has written.
    public int room() {
        return tokens.length - length;
    }

    /// Reads tokens, behind one that was written last, and returns the logits behind the last one.
    ///
    /// @param tokens ids of the vocabulary, at most [#room]
    /// @return `[vocabularySize]` float32
    /// @throws IllegalArgumentException if there is none, one is not in the vocabulary, or they do not fit; nothing is read
    /// @throws IllegalStateException if the session or its model is closed, or the session is in use
    /// @throws WeightFormatException if a file became shorter while it was in use
    public float[] logits(int... tokens) throws WeightFormatException {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("there are no tokens to read: give at least one");
        }
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

    private float[] advance(int... more) throws WeightFormatException {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        int before = session.position();
        int[] next = Arrays.copyOfRange(tokens, before, length + more.length);
        System.arraycopy(more, 0, next, length - before, more.length);
        try {
            return session.advance(next);
        } finally {
            System.arraycopy(next, 0, tokens, before, session.position() - before);
            length = Math.max(length, session.position());
        }
    }

    private int[] soFar() {
        return Arrays.copyOf(tokens, length);
    }

    /// Continues `prompt`.
    ///
    /// @see #generate(String, GenerationOptions, Consumer)
    public Generation generate(String prompt, GenerationOptions options) throws WeightFormatException {
        return generate(prompt, options, _ -> {
        });
    }

    /// Continues `prompt` and hands over the text piece by piece, as soon as each is certain: whole characters, and nothing that
    /// may still turn out to be a stop string. A later prompt continues the text that was written: it gets no token of a beginning
    /// and, unless the text before ended with a special token, no space in front. Whatever `text` throws ends the writing; the
    /// session remembers what it has read and written and goes on behind it when it is asked again.
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
        int[] read = length == 0 ? tokenizer.encode(prompt) : tokenizer.encodeAfter(tokens[length - 1], prompt);
        if (read.length == 0) {
            throw new IllegalArgumentException("the prompt has no tokens: give some text");
        }
        if (read.length >= room()) {
            throw new IllegalArgumentException("the prompt has " + read.length + " tokens, which leaves no room to write: the"
                    + " session holds " + room() + " more");
        }
        return new Writing(options, text).from(read);
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
        private final StopStrings stops;
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> written = new ArrayList<>();

        Writing(GenerationOptions options, Consumer<String> listener) {
            this.options = options;
            this.listener = listener;
            this.sampler = new Sampler(options.sampling());
            this.stops = new StopStrings(options.stopStrings());
        }

        Generation from(int[] prompt) throws WeightFormatException {
            int most = Math.min(options.maxTokens(), room() - prompt.length);
            long begun = System.nanoTime();
            float[] logits = advance(prompt);
            long read = System.nanoTime();
            sampler.saw(soFar());
            TextStream stream = tokenizer.streamAfter(soFar());
            Generation.Finish finish = Generation.Finish.LENGTH;
            while (true) {
                int token = sampler.next(logits);
                tokens[length++] = token;
                written.add(token);
                show(stops.accept(stream.accept(token)));
                if (endTokens.contains(token)) {
                    finish = Generation.Finish.END_TOKEN;
                    break;
                }
                if (stops.isStopped() || written.size() == most) {
                    break;
                }
                logits = advance();
            }
            long done = System.nanoTime();
            if (!stops.isStopped()) {
                show(stops.accept(stream.finish()));
            }
            show(stops.finish());
            return new Generation(Arrays.stream(prompt).boxed().toList(), written, text.toString(),
                    stops.isStopped() ? Generation.Finish.STOP_STRING : finish, (read - begun) / 1e9, (done - read) / 1e9);
        }

        private void show(String piece) {
            if (!piece.isEmpty()) {
                text.append(piece);
                listener.accept(piece);
            }
        }
    }
}
