package org.weightgate.loader.llama;

import static org.weightgate.fuzz.Promise.that;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.weightgate.fuzz.Promise;
import org.weightgate.loader.weights.DType;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// The readers of a model's configuration under any bytes.
public final class ConfigFuzz {

    private static final String GGUF = "model.gguf";
    private static final int ROTATED = 1024;
    private static final Map<String, Tensor> EMBEDDING = Map.of("tok_embeddings.weight", new Tensor("tok_embeddings.weight",
            DType.F32, List.of(256L, 64L), "model.safetensors", MemorySegment.ofArray(new float[256 * 64])));

    private ConfigFuzz() {
    }

    public static boolean huggingFace(byte[] input) {
        try {
            JsonField config = WeightJson.parse("config.json", input);
            requireSound(HuggingFaceConfig.of(config, config.get("eos_token_id")));
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, "config.json");
            return false;
        }
    }

    public static boolean meta(byte[] input) {
        try {
            requireSound(MetaConfig.of(WeightJson.parse("params.json", input), EMBEDDING));
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, "params.json");
            return false;
        }
    }

    public static boolean gguf(byte[] input) {
        try {
            requireSound(GgufConfig.read(Gguf.read(GGUF, MemorySegment.ofArray(input))));
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, GGUF);
            return false;
        }
    }

    private static void requireSound(LlamaConfig config) {
        that(config.hiddenSize() > 0 && config.intermediateSize() > 0 && config.layers() > 0 && config.vocabularySize() > 0
                && config.contextLength() > 0, "sizes are positive");
        that(config.heads() % config.keyValueHeads() == 0 && config.headSize() % 2 == 0, "heads share evenly, in pairs");
        that(config.queryWidth() > 0 && config.queryWidth() <= LlamaConfig.WIDTH, "all heads fit");
        that(Float.isFinite(config.epsilon()) && config.epsilon() >= 0, "the epsilon is a number");
        that(config.endTokens().stream().allMatch(id -> id >= 0 && id < config.vocabularySize()), "end tokens are tokens");
        if (config.headSize() <= ROTATED) {
            that(Arrays.stream(config.rope().frequencies(config.headSize())).allMatch(frequency -> Double.isFinite(frequency)
                    && frequency >= 0), "frequencies are numbers");
        }
    }
}
