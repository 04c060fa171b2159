package org.weightgate.loader.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.weightgate.loader.llama.LlamaConfig;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.ModelFormat;
import org.weightgate.loader.weights.ModelWeights;
import org.weightgate.loader.weights.Safetensors;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFile;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.VerifiedDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weightgate inspect`: what a folder holds, without computing.
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false, description = "Verify a model and show its configuration, tensors, files and signature.")
final class InspectCommand implements Callable<Integer> {

    private static final String CONFIG = ModelFormat.HuggingFace.CONFIG;
    private static final int CONFIG_BYTES = 1 << 20;

    @Mixin
    private ModelFolder folder = new ModelFolder();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        try (var opened = folder.open(output); Arena arena = Arena.ofShared()) {
            signature(opened.verified());
            List<WeightFile> shards = shards(opened.files(), arena);
            shards.forEach(this::shard);
            totals(shards);
            model(opened.files());
        }
        return Exit.DONE;
    }

    private void signature(Optional<VerifiedDirectory> verified) {
        if (verified.isEmpty()) {
            output.say("signature  none");
            output.event("signature", "signed", false);
            return;
        }
        VerifiedDirectory directory = verified.get();
        Release release = directory.manifest().release();
        output.say("release    " + release.model() + " " + release.version() + ", revision " + release.revision());
        output.say("signed by  " + directory.signerFingerprint() + ", verified");
        output.say("manifest   sha256 " + directory.manifestDigest().hex() + ", "
                + Progress.files(directory.manifest().files().size())
                + ", " + Progress.size(directory.manifest().totalSize()));
        output.event("signature", "signed", true, "model", release.model(), "version", release.version(), "revision",
                release.revision(), "signer", directory.signerFingerprint(), "manifest_sha256",
                directory.manifestDigest().hex(),
                "files", directory.manifest().files().size(), "bytes", directory.manifest().totalSize());
    }

    /// The shards of the model, or whatever safetensors files there are when it names none.
    private static List<WeightFile> shards(WeightFiles files, Arena arena) throws IOException {
        if (files.has(ModelWeights.SINGLE) || files.has(ModelWeights.INDEX)) {
            return ModelWeights.map(files, arena).shards();
        }
        var shards = new ArrayList<WeightFile>();
        for (String name : files.names()) {
            if (name.endsWith(".safetensors")) {
                shards.add(files.open(name, channel -> Safetensors.map(name, channel, arena)));
            } else if (isGguf(name)) {
                shards.add(files.open(name, channel -> Gguf.map(name, channel, arena)));
            }
        }
        return shards;
    }

    private void shard(WeightFile shard) {
        long bytes = bytes(shard);
        output.say("");
        output.say(shard.file() + "  " + shard.tensors().size() + " tensors, " + Progress.size(bytes));
        output.event("file", "file", shard.file(), "tensors", shard.tensors().size(), "bytes", bytes);
        for (Tensor tensor : shard.tensors().values()) {
            output.say("  %-5s %-16s %s".formatted(tensor.dtype(), tensor.shapeText(), tensor.name()));
            output.event("tensor", "name", tensor.name(), "dtype", tensor.dtype(), "shape", tensor.shape(), "bytes",
                    tensor.data().byteSize(), "file", shard.file());
        }
    }

    private void totals(List<WeightFile> shards) {
        Map<String, Long> parameters = new TreeMap<>();
        for (WeightFile shard : shards) {
            shard.tensors().values()
                    .forEach(tensor -> parameters.merge(tensor.dtype().name(), tensor.elements(), Math::addExact));
        }
        long bytes = shards.stream().mapToLong(InspectCommand::bytes).sum();
        output.say("");
        output.say("weights    " + parameters + " in " + Progress.files(shards.size()) + ", " + Progress.size(bytes));
        output.event("weights", "parameters", parameters, "files", shards.size(), "bytes", bytes);
    }

    /// A LLaMA model that is not as it must be is an error; another model is only one that can not be run.
    private void model(WeightFiles files) throws IOException {
        if (!files.has(CONFIG) && !files.has(ModelFormat.Meta.CONFIG)
                && files.names().stream().noneMatch(InspectCommand::isGguf)) {
            output.say("model      no " + CONFIG + ": it can not be run");
            output.event("done", "runs", false, "reason", "no " + CONFIG);
            return;
        }
        boolean llama = !files.has(CONFIG)
                || WeightJson.read(files, CONFIG, CONFIG_BYTES).get("model_type").textOr("").equals("llama");
        try (LlamaModel model = LlamaModel.open(files)) {
            LlamaConfig config = model.config();
            output.say("model      llama, " + model.dtype() + ", " + config.layers() + " layers, hidden " + config.hiddenSize()
                    + ", feed-forward " + config.intermediateSize());
            output.say("attention  " + config.heads() + " heads of " + config.headSize() + ", " + config.keyValueHeads()
                    + " for keys and values");
            output.say("rope       theta " + config.rope().theta() + ", " + config.rope().scaling().describe());
            output.say("vocabulary " + config.vocabularySize() + (config.tiedEmbeddings() ? ", tied" : "") + ", context "
                    + config.contextLength()
                    + ", ends with " + (config.endTokens().isEmpty() ? "what the tokenizer names" : config.endTokens()));
            output.event("done", "runs", true, "model_type", "llama", "dtype", model.dtype(), "layers", config.layers(),
                    "hidden_size", config.hiddenSize(), "intermediate_size", config.intermediateSize(), "heads", config.heads(),
                    "key_value_heads", config.keyValueHeads(), "head_size", config.headSize(), "rope_theta",
                    config.rope().theta(), "rope_scaling", config.rope().scaling().describe(), "vocabulary_size",
                    config.vocabularySize(),
                    "context_length", config.contextLength(), "tied_embeddings", config.tiedEmbeddings(), "end_tokens",
                    config.endTokens());
        } catch (WeightFormatException refused) {
            if (llama) {
                throw refused;
            }
            output.say("model      it can not be run: " + RunCommand.harmless(String.valueOf(refused.getMessage())));
            output.event("done", "runs", false, "reason", String.valueOf(refused.getMessage()));
        }
    }

    private static boolean isGguf(String name) {
        return name.endsWith(".gguf");
    }

    private static long bytes(WeightFile shard) {
        return shard.tensors().values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
    }
}
