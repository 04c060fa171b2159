/// Weight files as mapped tensors.
///
/// Begin with [ModelWeights#map]: every [Tensor] of a model by name, its bytes where they lie in the file. [ModelFormat] tells from
/// the files which form a model has; [Safetensors] and [Gguf] read one file each, strictly, and [WeightFormatException] is all
/// they throw for a file that is not as it must be. JSON is read by [WeightJson] and asked through [JsonField], the metadata of
/// GGUF through [GgufField]: typed, bounded, and a refusal names the place. [DType] is where numbers are decoded.
@NullMarked
package org.weightgate.loader.weights;

import org.jspecify.annotations.NullMarked;
