package org.weightgate.catalogue;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// A part the store has taken, by the tag it answered.
record UploadedPart(@Min(0) @Max(10_000) int number, @NotNull @Size(max = 200) String etag) {
}
