import java.io.File;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.llama.LlamaConfig;
import com.github.tjake.jlama.model.llama.LlamaModel;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;

/// Jlama without its tokenizer: reads and writes tokens as `weightgate bench` does, and prints both rates as llama-bench does.
public final class JlamaBench {

    private JlamaBench() {
    }

    /// @param arguments a folder with config.json and safetensors, tokens to read, tokens to write, threads
    public static void main(String[] arguments) throws Exception {
        var folder = new File(arguments[0]);
        PhysicalCoreExecutor.overrideThreadCount(Integer.parseInt(arguments[3]));
        var json = JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        LlamaConfig config = json.readValue(new File(folder, "config.json"), LlamaConfig.class);
        var model = new LlamaModel(AbstractModel.InferenceType.FULL_GENERATION, config, SafeTensorSupport.loadWeights(folder),
                null, DType.F32, DType.I8, Optional.empty());
        rates(model, 64, 16);
        double[] rates = rates(model, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.printf(Locale.ROOT, "[{\"avg_ts\": %.3f},{\"avg_ts\": %.3f}]%n", rates[0], rates[1]);
        System.exit(0);
    }

    private static double[] rates(LlamaModel model, int prompt, int written) throws Exception {
        var tokens = new int[prompt];
        for (int i = 0; i < prompt; i++) {
            tokens[i] = (int) (i * 7919L % model.getConfig().vocabularySize);
        }
        try (KvBufferCache.KvBuffer buffer = new KvBufferCache(model).getEphemeralKvBuffer();
                AbstractTensor logits = model.makeDenseTensor(model.getConfig().vocabularySize)) {
            long begun = System.nanoTime();
            AbstractTensor last = model.batchForward(tokens, 0, buffer);
            int next = model.sample(last.slice(last.shape().first() - 1), 0, 0, logits);
            last.close();
            long read = System.nanoTime();
            for (int i = 0; i < written; i++) {
                AbstractTensor output = model.forward(next, prompt + i, buffer, Optional.empty());
                next = model.sample(output, 0, 0, logits);
                output.close();
            }
            return new double[] { prompt * 1e9 / (read - begun), written * 1e9 / (System.nanoTime() - read) };
        }
    }
}
