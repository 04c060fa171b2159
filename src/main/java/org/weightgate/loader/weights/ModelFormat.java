package org.weightgate.loader.weights;

import java.io.IOException;
import java.util.List;

/// In which of three forms a folder holds its model. The files that are there decide: safetensors with `config.json`, safetensors
/// with `params.json`, or one GGUF file without safetensors beside it. A folder that could be read in two ways is refused.
public sealed interface ModelFormat {

    /// Hugging Face: `config.json`, tensors called `model.layers.0.self_attn.q_proj.weight`.
    record HuggingFace() implements ModelFormat {

        public static final String CONFIG = "config.json";
    }

    /// Meta: `params.json`, tensors called `layers.0.attention.wq.weight`.
    record Meta() implements ModelFormat {

        public static final String CONFIG = "params.json";
    }

    /// One file with everything: configuration, tensors, tokenizer.
    record OneGguf(String file) implements ModelFormat {
    }

    /// Settings of an adapter (LoRA and others), which other programs apply to the model it lies beside.
    String ADAPTER = "adapter_config.json";

    /// The form of the model in `files`.
    ///
    /// @throws WeightFormatException if there is none, or more than one, or an adapter to it
    static ModelFormat of(WeightFiles files) throws IOException {
        if (files.has(ADAPTER)) {
            throw new WeightFormatException(ADAPTER, "the file", "there",
                    "an adapter would change the weights and is not computed: merge it into them");
        }
        if (ModelWeights.hasSafetensors(files)) {
            boolean config = files.has(HuggingFace.CONFIG);
            boolean params = files.has(Meta.CONFIG);
            if (config && params) {
                throw new WeightFormatException(Meta.CONFIG, "the file", "there beside " + HuggingFace.CONFIG,
                        "only one of the two may be there: they stand for different names and rotations");
            }
            if (!config && !params) {
                throw new WeightFormatException(HuggingFace.CONFIG, "the file", "absent",
                        "safetensors files need it or " + Meta.CONFIG);
            }
            return config ? new HuggingFace() : new Meta();
        }
        List<String> ggufs = files.names().stream().filter(name -> name.endsWith(".gguf")).toList();
        if (ggufs.size() > 1) {
            throw new WeightFormatException(ggufs.get(1), "the file", "there beside " + ggufs.getFirst(),
                    "one GGUF file is read: keep the one to run, and join pieces with gguf-split --merge");
        }
        if (ggufs.isEmpty()) {
            throw missing(files);
        }
        return new OneGguf(ggufs.getFirst());
    }

    private static WeightFormatException missing(WeightFiles files) throws IOException {
        for (String name : files.names()) {
            if (name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin")) {
                return new WeightFormatException(name, "the file", "a pickle",
                        "reading one runs the code in it: convert it to safetensors");
            }
        }
        return new WeightFormatException(ModelWeights.SINGLE, "the file", "absent",
                "the folder needs it, " + ModelWeights.INDEX + " or one .gguf file");
    }
}
