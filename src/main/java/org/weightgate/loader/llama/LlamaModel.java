package org.weightgate.loader.llama;

import java.io.IOException;
import java.lang.foreign.Arena;

import org.weightgate.loader.weights.ModelFormat;
import org.weightgate.loader.weights.ModelWeights;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// A LLaMA model whose weights are mapped and checked against its configuration. Any number of [LlamaSession]s may compute with
/// it at once; closing it unmaps the weights and ends them all.
///
/// This class reads whatever it is given: whoever opens a model verifies the signature first.
public final class LlamaModel implements AutoCloseable {

    private final Arena arena;
    private final LlamaConfig config;
    private final ModelWeights mapped;
    private final LlamaWeights weights;

    private LlamaModel(Arena arena, LlamaConfig config, ModelWeights mapped, LlamaWeights weights) {
        this.arena = arena;
        this.config = config;
        this.mapped = mapped;
        this.weights = weights;
    }

    /// Maps the weights and reads the configuration, in whichever [ModelFormat] they are. The files may be closed afterwards.
    ///
    /// @throws WeightFormatException if the configuration is not one this class runs, or a file or tensor is not as it must be
    @SuppressWarnings("MustBeClosedChecker") // the model owns the arena and closes it
    public static LlamaModel open(WeightFiles files) throws IOException {
        ModelFormat format = ModelFormat.of(files);
        Arena arena = Arena.ofShared();
        try {
            ModelWeights mapped = ModelWeights.map(files, arena);
            LlamaConfig config = LlamaConfig.read(format, files, mapped);
            LlamaWeights weights = LlamaWeights.bind(config, TensorNames.of(format), mapped.tensors());
            return new LlamaModel(arena, config, mapped, weights);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// The sizes and settings of the model.
    public LlamaConfig config() {
        return config;
    }

    /// The mapped files.
    public ModelWeights mapped() {
        return mapped;
    }

    /// The element type of the matrices that do most of the work, such as `BF16`.
    public String dtype() {
        return weights.blocks().getFirst().query().weights().dtype().name();
    }

    LlamaWeights weights() {
        return weights;
    }

    void requireOpen() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("the model is closed");
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
