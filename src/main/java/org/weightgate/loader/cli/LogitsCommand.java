package org.weightgate.loader.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.llama.Kernel;
import org.weightgate.loader.llama.LlamaConfig;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.llama.LlamaSession;
import org.weightgate.loader.llama.Sampler;
import org.weightgate.loader.llama.Workers;
import org.weightgate.loader.weights.WeightFormatException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weightgate logits`: the forward pass on given token ids, without a tokenizer.
@Command(name = "logits", mixinStandardHelpOptions = true, sortOptions = false, description = "Verify a model and show what it computes for given token ids.")
final class LogitsCommand implements Callable<Integer>, NeedsVectors {

    private static final int TOP = 5;

    @Mixin
    private ModelFolder folder = new ModelFolder();

    @Option(names = "--tokens", required = true, split = ",", paramLabel = "ID", description = "Token ids, such as 1,72,101.")
    private int[] tokens = {};

    @Option(names = "--out", paramLabel = "FILE", description = "Write all logits there: little-endian float32, [tokens, vocabulary].")
    private @Nullable Path out;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        try (Workers workers = threads.workers();
                var opened = folder.open(output);
                LlamaModel model = LlamaModel.open(opened.files())) {
            require(model.config());
            var session = new LlamaSession(model, Kernel.best(), workers, tokens.length);
            if (out == null) {
                session.advance(tokens, this::show);
            } else {
                write(session, PathArgument.file(out));
            }
            done(model.config().vocabularySize());
        }
        return Exit.DONE;
    }

    private void require(LlamaConfig config) throws CommandFailure {
        if (tokens.length > config.contextLength()) {
            throw CommandFailure.usage("These are " + tokens.length + " tokens, but the model's context is "
                    + config.contextLength() + ": give fewer.");
        }
        for (int token : tokens) {
            if (token < 0 || token >= config.vocabularySize()) {
                throw CommandFailure.usage("Token " + token + " is not in the model's vocabulary: ids go from 0 to "
                        + (config.vocabularySize() - 1) + ".");
            }
        }
    }

    /// A regular file appears whole or not at all.
    private void write(LlamaSession session, Path target) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (var channel = Channels.newChannel(Files.newOutputStream(target))) {
                write(session, channel);
            }
            return;
        }
        Path folder = target.getParent();
        if (folder != null && !Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (var channel = Channels.newChannel(Files.newOutputStream(part))) {
                write(session, channel);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(LlamaSession session, WritableByteChannel channel) throws IOException {
        try {
            session.advance(tokens, (position, logits) -> {
                show(position, logits);
                ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(logits.length, Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(logits);
                try {
                    channel.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void show(int position, float[] logits) throws WeightFormatException {
        Sampler.requireFinite(logits);
        List<Integer> top = top(logits);
        output.say(String.format(Locale.ROOT, "%5d  token %-7d %s", position, tokens[position],
                top.stream().map(id -> String.format(Locale.ROOT, "%d: %.4f", id, logits[id]))
                        .collect(Collectors.joining("   "))));
        var found = new ArrayList<Map<String, Object>>();
        top.forEach(id -> found.add(Map.of("token", id, "logit", (double) logits[id])));
        output.event("position", "position", position, "token", tokens[position], "top", found);
    }

    private static List<Integer> top(float[] logits) {
        return IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(Comparator.naturalOrder()))
                .limit(TOP).toList();
    }

    private void done(int vocabulary) {
        if (out == null) {
            output.event("done", "tokens", tokens.length, "vocabulary", vocabulary);
            return;
        }
        output.say("Wrote " + tokens.length + " x " + vocabulary + " float32 to " + out);
        output.event("done", "tokens", tokens.length, "vocabulary", vocabulary, "out", out.toString());
    }
}
