package org.weightgate.grants;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// One page of a model's grants; `next` is where the following page begins.
record Holders(String model, List<HolderRow> rows, @Nullable UUID next) {

    static final int PAGE = 50;
}
