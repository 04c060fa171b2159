package org.weightgate.loader.llama;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

import org.weightgate.loader.weights.WeightFolder;
import org.weightgate.loader.weights.WeightFormatException;

/// A LLaMA model whose weights are mapped and checked against its configuration. Any number of [LlamaSession]s may compute with
/// it at once; closing it unmaps the weights and ends them all.
///
/// This class reads whatever lies in the folder: whoever opens a model verifies the folder's signature first.
public final class LlamaModel implements AutoCloseable {

    private final Arena arena;
    private final LlamaConfig config;
    private final WeightFolder folder;
    private final LlamaWeights weights;

    private LlamaModel(Arena arena, LlamaConfig config, WeightFolder folder, LlamaWeights weights) {
        this.arena = arena;
        this.config = config;
        this.folder = folder;
        this.weights = weights;
    }

    /// Reads `config.json` and maps the safetensors files of `folder`.
    ///
    /// @throws WeightFormatException if the configuration is not one this class runs, or a file or tensor is not as it must be
    @SuppressWarnings("MustBeClosedChecker") // the model owns the arena and closes it
    public static LlamaModel open(Path folder) throws IOException {
        LlamaConfig config = LlamaConfig.read(folder);
        Arena arena = Arena.ofShared();
        try {
            WeightFolder files = WeightFolder.map(folder, arena);
            return new LlamaModel(arena, config, files, LlamaWeights.bind(config, files.tensors()));
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    public LlamaConfig config() {
        return config;
    }

    /// The mapped files.
    public WeightFolder folder() {
        return folder;
    }

    /// The element type of the matrices that do most of the work, such as `BF16`.
    public String dtype() {
        return weights.blocks().getFirst().query().weights().dtype().name();
    }

    LlamaWeights weights() {
        return weights;
    }

    @Override
    public void close() {
        arena.close();
    }
}
