package com.llama4j;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// llama3.java without its tokenizer: reads and writes tokens as `weightgate bench` does, and prints both rates as llama-bench does.
public final class Llama3Bench {

    private static final int VOCABULARY = 32_000;
    private static final int CONTEXT = 2048;
    private static final int BATCH = Integer.getInteger("llama.BatchSize", 16);

    private Llama3Bench() {
    }

    /// @param arguments a GGUF file, tokens to read, tokens to write
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        try (FileChannel channel = FileChannel.open(file)) {
            GGUF gguf = GGUF.loadModel(channel, file.toString());
            Map<String, Object> facts = gguf.getMetadata();
            var config = new Llama.Configuration((int) facts.get("llama.embedding_length"),
                    (int) facts.get("llama.feed_forward_length"), (int) facts.get("llama.block_count"),
                    (int) facts.get("llama.attention.head_count"), (int) facts.get("llama.attention.head_count_kv"), VOCABULARY,
                    CONTEXT, (float) facts.get("llama.attention.layer_norm_rms_epsilon"), 10_000f);
            Map<String, GGMLTensorEntry> tensors = GGUF.loadTensors(channel, gguf.getTensorDataOffset(), gguf.getTensorInfos());
            var model = new Llama(config, null, ModelLoader.loadWeights(tensors, config));
            rates(model, 64, 16);
            double[] rates = rates(model, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            System.out.printf(Locale.ROOT, "[{\"avg_ts\": %.3f},{\"avg_ts\": %.3f}]%n", rates[0], rates[1]);
        }
    }

    private static double[] rates(Llama model, int prompt, int written) {
        var state = new Llama.State(model.configuration(), BATCH);
        long begun = System.nanoTime();
        for (int at = 0; at < prompt; at += BATCH) {
            var tokens = new int[Math.min(BATCH, prompt - at)];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (int) ((at + i) * 7919L % VOCABULARY);
            }
            Llama.forward(model, state, tokens, at, at + BATCH >= prompt);
        }
        long read = System.nanoTime();
        for (int i = 0; i < written; i++) {
            Llama.forward(model, state, new int[] { Sampler.ARGMAX.sampleToken(state.logits) }, prompt + i, true);
        }
        return new double[] { prompt * 1e9 / (read - begun), written * 1e9 / (System.nanoTime() - read) };
    }
}
