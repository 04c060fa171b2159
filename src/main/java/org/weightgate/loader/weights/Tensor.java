package org.weightgate.loader.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Collectors;

/// A named tensor as it lies in a mapped file: row-major, little-endian, nothing copied.
///
/// @param name unique within the model
/// @param dtype type of each element
/// @param shape extent of each dimension, outermost first; empty for a scalar
/// @param file the file it lies in
/// @param data exactly its bytes, read-only, alive as long as the arena it was mapped in; not necessarily aligned
public record Tensor(String name, DType dtype, List<Long> shape, String file, MemorySegment data) {

    public Tensor {
        shape = List.copyOf(shape);
    }

    /// How many elements.
    public long elements() {
        return data.byteSize() / dtype.blockBytes() * dtype.blockElements();
    }

    /// The shape as people write it, such as `[768, 192]`.
    public String shapeText() {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
