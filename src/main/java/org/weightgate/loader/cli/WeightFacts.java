package org.weightgate.loader.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.weights.Safetensors;
import org.weightgate.loader.weights.Tensor;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ModelFacts;

/// What a folder says about its own weights: architecture from `config.json`, the rest from the safetensors headers; of a GGUF
/// file and of Meta's form, what this loader reads there.
final class WeightFacts {

    private static final int CONFIG_BYTES = 1 << 20;

    private WeightFacts() {
    }

    /// The facts, or nothing when the folder holds no configuration with an architecture or no tensors, and no model of this
    /// loader's.
    static Optional<ModelFacts> of(Path folder, List<FileEntry> files) throws IOException, CommandFailure {
        Map<String, Long> parameters = new TreeMap<>();
        try (Arena arena = Arena.ofConfined()) {
            for (FileEntry file : files) {
                if (file.path().endsWith(".safetensors")) {
                    mapped(folder.resolve(file.path()), file.path(), arena).forEach(tensor -> count(tensor, parameters));
                }
            }
        } catch (WeightFormatException broken) {
            throw CommandFailure
                    .usage("These weights cannot be read by anyone, so they are not signed: " + broken.getMessage() + ".");
        }
        Optional<String> architecture = architecture(folder);
        return architecture.isEmpty() || parameters.isEmpty() ? ofModel(folder) : facts(architecture.get(), parameters);
    }

    /// Of a folder without `config.json`, or without safetensors.
    private static Optional<ModelFacts> ofModel(Path folder) throws IOException {
        Map<String, Long> parameters = new TreeMap<>();
        try (LlamaModel model = LlamaModel.open(WeightFiles.in(folder))) {
            model.mapped().tensors().values().forEach(tensor -> count(tensor, parameters));
            return facts("llama", parameters);
        } catch (WeightFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<ModelFacts> facts(String architecture, Map<String, Long> parameters) {
        Optional<String> dtype = parameters.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
        long total = parameters.values().stream().mapToLong(Long::longValue).sum();
        return dtype.isEmpty() || total == 0 ? Optional.empty()
                : Optional.of(new ModelFacts(architecture, dtype.get(), total));
    }

    private static Collection<Tensor> mapped(Path file, String name, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Safetensors.map(name, channel, arena).tensors().values();
        }
    }

    private static void count(Tensor tensor, Map<String, Long> parameters) {
        parameters.merge(tensor.dtype().name(), tensor.elements(), Math::addExact);
    }

    private static Optional<String> architecture(Path folder) throws IOException, CommandFailure {
        Path file = folder.resolve("config.json");
        if (!Files.isRegularFile(file) || Files.size(file) > CONFIG_BYTES) {
            return Optional.empty();
        }
        try {
            return JsonObject.parse("config.json", Files.readAllBytes(file), CONFIG_BYTES).optionalText("model_type", 64)
                    .filter(type -> type.matches("[A-Za-z0-9][A-Za-z0-9._+-]*"));
        } catch (ManifestFormatException broken) {
            throw CommandFailure
                    .usage("config.json cannot be read by anyone, so it is not signed: " + broken.getMessage() + ".");
        }
    }
}
