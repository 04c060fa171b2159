package org.weightgate.loader.weights;

import java.util.Map;

/// One mapped file of tensors.
public sealed interface WeightFile permits Safetensors, Gguf {

    /// The file's name.
    String file();

    /// Every tensor by name, in the order of their bytes.
    Map<String, Tensor> tensors();
}
